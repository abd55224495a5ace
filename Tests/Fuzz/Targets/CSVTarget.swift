import ETLModels
import Formats
import SourceDescriptions
import SourceReading
import TestData

/// Finds records and fields in CSV, with the text cut into any pieces, and compares them with a reference parser.
struct CSVTarget: FuzzTarget {
    static let name = "csv"
    static let summary = "CSV files, read in pieces of any size and from any checkpoint"
    static let inputsInTests = 600

    private let corpus: Corpus
    private let file: FuzzedFile
    private let mutator = Mutator(words: HandMade.csvWords)

    init(_ corpus: Corpus) {
        self.corpus = corpus
        file = FuzzedFile("input.csv", in: corpus)
    }

    func makeInput(_ random: inout SeededGenerator) -> [UInt8] {
        let seed = (corpus.exports.randomElement(using: &random) ?? []).prefix(Int.random(in: 0...2000, using: &random))
        let other = corpus.exports.randomElement(using: &random) ?? []
        var bytes = mutator.mutate(Array(seed), with: other, &random)
        // Records of nearly the maximum size are rare, for they take long.
        if Int.random(in: 0..<400, using: &random) == 0 {
            let fillers: [UInt8] = [0x78, 0x22, 0x2C, 0x20]
            let filler = fillers.randomElement(using: &random) ?? 0
            let count = (1 << 20) - bytes.count / 2 + Int.random(in: -400...400, using: &random)
            bytes.insert(contentsOf: repeatElement(filler, count: count), at: bytes.count / 2)
        }
        return bytes
    }

    func check(_ input: [UInt8]) throws -> Bool {
        guard let source = try file.describe(input), source.compression == .none else { return false }
        var random = SeededGenerator(Checksum.xxh64(input.span.bytes))
        let recordsPerBatch = [1, 2, 5, 1000].randomElement(using: &random) ?? 1
        let whole = try ReadSource(
            file.path, source, recordsPerBatch: recordsPerBatch, pieceSize: max(input.count, 1) + 1)
        try checkAgainstPlain(whole, input)
        if whole.error == nil {
            try expect(whole.cuts.reduce(0) { $0 + $1.sourceBytes } == UInt64(input.count), "bytes are not counted")
        }

        // A long record in tiny pieces would take minutes.
        let least = input.count / 2000 + 1
        for most in [8, 100, 3000] {
            let pieceSize = least * Int.random(in: 1...most, using: &random)
            let start = Int.random(in: 0...whole.cuts.count, using: &random)
            let position = start == 0 ? SourcePosition.start : whole.cuts[start - 1].next
            guard start < whole.cuts.count else { continue }
            let cut = try ReadSource(
                file.path, source, from: position, recordsPerBatch: recordsPerBatch, pieceSize: pieceSize)
            try expect(
                cut.batches == Array(whole.batches[start...]) && cut.cuts == Array(whole.cuts[start...])
                    && cut.error == whole.error,
                "in pieces of \(pieceSize) from batch \(start) on, other batches are cut")
        }
        return true
    }

    private func checkAgainstPlain(_ extraction: ReadSource, _ input: [UInt8]) throws {
        let plain = PlainSource(input)
        try expect(plain.end == extraction.error?.reason, "the source ends by \(extraction.failure ?? "its end")")
        let counts = "\(plain.records.count) records are \(extraction.records.count)"
        try expect(plain.records.count == extraction.records.count, counts)
        for (record, plain) in zip(extraction.records, plain.records) {
            try expect(record == plain, "a record reads otherwise")
            if record.defect == nil { try checkFields(record.text) }
        }
    }

    private func checkFields(_ record: [UInt8]) throws(Finding) {
        guard let plain = ReferenceCSV.soundFields(record) else {
            var splitter = CSVFieldSplitter(fieldCount: record.count, delimiter: 0x2C)
            return try expect(splitter.split(record.span.bytes) == .strayQuote, "a stray quote is not noticed")
        }
        var splitter = CSVFieldSplitter(fieldCount: plain.count, delimiter: 0x2C)
        try expect(splitter.split(record.span.bytes) == nil, "a record has another number of fields")
        let resolved = splitter.resolved.withUnsafeBytes { Array($0) }
        for (index, field) in plain.enumerated() {
            let bounds = splitter.fields[index]
            let source = bounds.isResolved ? resolved : record
            try expect(Array(source[Int(bounds.start)..<Int(bounds.end)]) == field, "a field reads otherwise")
        }
        for fieldCount in [plain.count / 2, plain.count + 1] {
            var other = CSVFieldSplitter(fieldCount: fieldCount, delimiter: 0x2C)
            try expect(
                other.split(record.span.bytes) == .fieldCount, "a record with too many or too few fields is not noticed"
            )
        }
    }
}
