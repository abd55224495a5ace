import Conversion
import ETLModels
import Formats
import SampleData
import SourceDescriptions
import SourceReading
import TestData

/// Finds records and members in NDJSON and in streams of items, and compares them with a reference parser.
struct JSONTarget: FuzzTarget {
    static let name = "ndjson"
    static let summary = "NDJSON files and streams of items, inspected, read from any checkpoint and transformed"
    static let inputsInTests = 500

    private let exports: [[UInt8]]
    private let file: FuzzedFile
    private let mutator = Mutator(words: HandMade.jsonWords + HandMade.values)

    init(_ corpus: Corpus) throws {
        exports = try corpus.jsonExports()
        file = FuzzedFile("input.ndjson", in: corpus)
    }

    func makeInput(_ random: inout SeededGenerator) -> [UInt8] {
        let seed = (exports.randomElement(using: &random) ?? []).prefix(Int.random(in: 0...2500, using: &random))
        return mutator.mutate(Array(seed), with: exports.randomElement(using: &random) ?? [], &random)
    }

    func check(_ input: [UInt8]) throws -> Bool {
        guard let inspection = try file.inspect(input), [.ndjson, .stream].contains(inspection.format) else {
            return false
        }
        var random = SeededGenerator(Checksum.xxh64(input.span.bytes))
        let whole = try ReadSource(
            file.path, inspection.description(for: .tokens), recordsPerBatch: 1000, pieceSize: input.count + 1)
        let lines = Self.lines(input)
        try expect(whole.records.map(\.text) == lines, "\(lines.count) lines are \(whole.records.count) records")
        for kind in RecordKind.allCases {
            let source = inspection.description(for: kind)
            try FormatCheck(file, source, kind).run(input, &random)
            for line in lines { try checkMembers(line, source, kind) }
        }
        return !lines.isEmpty
    }

    /// The lines of a text without trailing space, blank ones excluded.
    private static func lines(_ input: [UInt8]) -> [[UInt8]] {
        var text = input[...]
        while text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
        let lines = text.split(separator: 0x0A)
        return lines.map { line in
            Array(line.dropLast(line.reversed().prefix { [0x20, 0x09, 0x0D].contains($0) }.count))
        }.filter { !$0.isEmpty }
    }

    /// A name as names are compared: without what may surround it, and in lower case.
    private static func compared(_ name: [UInt8]) -> [UInt8] {
        let around = Set(" \t\r\n\u{A0}\u{200B}\u{200C}\u{200D}\u{2060}\u{FEFF}\"'`".unicodeScalars)
        let scalars = String(decoding: name, as: UTF8.self).unicodeScalars
        let inner = scalars.drop { around.contains($0) }.reversed().drop { around.contains($0) }.reversed()
        return inner.flatMap { UTF8.encode($0) ?? UTF8.encodedReplacementCharacter }
            .map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
    }

    private func checkMembers(_ line: [UInt8], _ source: SourceDescription, _ kind: RecordKind) throws(Finding) {
        let plain = ReferenceJSON.members(line)
        // Only the splitter decides which depth is too deep.
        guard (plain?.depth ?? 0) < 500 else { return }
        var splitter = NDJSONFieldSplitter(columns: source.columns)
        let defect = splitter.split(line.span.bytes)
        guard let members = plain?.members.map({ (key: Self.compared($0.key), value: $0.value) }) else {
            return try expect(defect == .malformed, "what is no object is \(defect?.name ?? "a record")")
        }
        let names = source.columns.map { Self.compared(Array($0.utf8)) }
        let hasContainer = members.contains { $0.value == .container && names.contains($0.key) }
        let keys = members.map(\.key).filter(names.contains)
        let expected: RecordDefect? =
            hasContainer ? .malformed : Set(keys).count < keys.count ? .duplicateField : nil
        try expect(defect == expected, "an object is \(defect?.name ?? "a record")")
        guard defect == nil else { return }
        let resolved = splitter.resolved.withUnsafeBytes { Array($0) }
        for (index, name) in names.enumerated() {
            // If columns share a name, the first has the value.
            guard names.firstIndex(of: name) == index else { continue }
            let bounds = splitter.fields[index]
            let found = Array((bounds.isResolved ? resolved : line)[Int(bounds.start)..<Int(bounds.end)])
            let value = members.last { $0.key == name }?.value ?? .null
            try expect(
                ReferenceJSON.Value.text(found) == (value == .null ? .text([]) : value), "a member reads otherwise")
        }
    }
}
