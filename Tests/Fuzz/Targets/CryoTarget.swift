import ETLModels
import Formats
import SourceDescriptions
import SourceReading
import TestData

/// Cryo's CSV, with other column names, and with amounts that may be in hex.
struct CryoTarget: FuzzTarget {
    static let name = "cryo"
    static let summary = "cryo's CSV files, inspected, read from any checkpoint and transformed"
    static let inputsInTests = 300

    private let exports: [[UInt8]]
    private let file: FuzzedFile
    private let mutator = Mutator(words: HandMade.csvWords + HandMade.values + HandMade.cryoWords)

    init(_ corpus: Corpus) {
        exports = corpus.cryoExports()
        file = FuzzedFile("input.cryo.csv", in: corpus)
    }

    func makeInput(_ random: inout SeededGenerator) -> [UInt8] {
        let seed = (exports.randomElement(using: &random) ?? []).prefix(Int.random(in: 0...2500, using: &random))
        return mutator.mutate(Array(seed), with: exports.randomElement(using: &random) ?? [], &random)
    }

    func check(_ input: [UInt8]) throws -> Bool {
        guard let inspection = try file.inspect(input), inspection.format == .cryo else { return false }
        var random = SeededGenerator(Checksum.xxh64(input.span.bytes))
        for kind in RecordKind.allCases {
            let source = inspection.description(for: kind)
            let records = try FormatCheck(file, source, kind).run(input, &random)
            for record in records where record.defect == nil { try checkFields(record.text, source) }
        }
        return true
    }

    /// Every field is that of the CSV, or the decimal form of an amount in hex.
    private func checkFields(_ record: [UInt8], _ source: SourceDescription) throws(Finding) {
        let count = source.columns.count
        var splitter = CryoFieldSplitter(columns: source.columns, delimiter: source.delimiter)
        var plain = CSVFieldSplitter(fieldCount: count, delimiter: source.delimiter)
        let defect = splitter.split(record.span.bytes)
        try expect(defect == plain.split(record.span.bytes), "a record has another number of fields")
        guard defect == nil else { return }
        let resolved = splitter.resolved.withUnsafeBytes { Array($0) }
        let plainResolved = plain.resolved.withUnsafeBytes { Array($0) }
        for index in 0..<count {
            let (bounds, plainBounds) = (splitter.fields[index], plain.fields[index])
            let found = (bounds.isResolved ? resolved : record)[Int(bounds.start)..<Int(bounds.end)]
            let text = (plainBounds.isResolved ? plainResolved : record)[Int(plainBounds.start)..<Int(plainBounds.end)]
            guard !found.elementsEqual(text) else { continue }
            let isHex = ["0x", "0X", "\\x"].contains { text.starts(with: $0.utf8) }
            try expect(isHex && text.count <= 66, "a field that is no amount in hex reads otherwise")
            var isRepaired = false
            let number = try? UInt256.parse(Array(found).span.bytes, repaired: &isRepaired)
            let digits = String(decoding: text.dropFirst(2), as: UTF8.self)
            try expect(number.map(Self.hex) == Self.trimmed(digits.lowercased()), "an amount in hex reads otherwise")
        }
    }

    private static func hex(_ number: UInt256) -> String {
        let limbs = [number.limbs.3, number.limbs.2, number.limbs.1, number.limbs.0]
        return trimmed(
            limbs.map { limb in
                let digits = String(limb, radix: 16)
                return String(repeating: "0", count: 16 - digits.count) + digits
            }.joined())
    }

    private static func trimmed(_ digits: String) -> String { String(digits.drop { $0 == "0" }) }
}
