import ETLModels
import SourceDescriptions
import SourceReading
import TestData

/// The finding of elements in JSON arrays, beside a plain parser.
struct ArrayTarget: FuzzTarget {
    static let name = "json-array"
    static let summary = "JSON arrays of records, whole and broken, read from any checkpoint and transformed"
    static let inputsInTests = 500

    private let exports: [[UInt8]]
    private let file: FuzzedFile
    private let mutator = Mutator(words: HandMade.jsonWords + HandMade.arrayWords + HandMade.values)

    init(_ corpus: Corpus) throws {
        exports = try corpus.jsonExports()
        file = FuzzedFile("input.json", in: corpus)
    }

    func makeInput(_ random: inout SeededGenerator) -> [UInt8] {
        let export = (exports.randomElement(using: &random) ?? []).prefix(Int.random(in: 0...2500, using: &random))
        let lines = export.split(separator: 0x0A).map(Array.init)
        let separators = [",", ",\n", " \r\n, "].map { Array($0.utf8) }
        let separator = separators.randomElement(using: &random) ?? []
        let (start, end) = HandMade.arrayFrames.randomElement(using: &random) ?? ("[", "]")
        let array = Array(start.utf8) + Array(lines.joined(separator: separator)) + Array(end.utf8)
        // Of a few, nothing is changed: to read what is whole matters as much.
        guard Int.random(in: 0..<8, using: &random) > 0 else { return array }
        return mutator.mutate(array, with: exports.randomElement(using: &random) ?? [], &random)
    }

    func check(_ input: [UInt8]) throws -> Bool {
        guard let inspection = try file.inspect(input), inspection.format == .array else { return false }
        var random = SeededGenerator(Checksum.xxh64(input.span.bytes))
        let whole = try ReadSource(
            file.path, inspection.description(for: .tokens), recordsPerBatch: 1000, pieceSize: input.count + 1)
        if let elements = ReferenceJSON.elements(input) {
            try expect(whole.error == nil, "an array is broken: \(whole.failure ?? "")")
            try expect(whole.records.map(\.text) == elements, "\(elements.count) elements are other records")
        }
        for kind in RecordKind.allCases {
            try FormatCheck(file, inspection.description(for: kind), kind, mayBreakOff: true).run(input, &random)
        }
        return true
    }
}
