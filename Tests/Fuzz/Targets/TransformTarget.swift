import Conversion
import ETLModels
import Formats
import TestData

/// The whole transformer: any raw batch becomes a record batch, or a typed error.
struct TransformTarget: FuzzTarget {
    static let name = "transform"
    static let summary = "raw batches on their way through the transformer"
    static let inputsInTests = 1500

    private let exports: [[UInt8]]
    private let lines = Mutator(words: HandMade.csvWords + HandMade.values)
    private let bytes = Mutator(words: Batches.words)

    init(_ corpus: Corpus) {
        exports = corpus.exports
    }

    func makeInput(_ random: inout SeededGenerator) -> [UInt8] {
        let export = exports.randomElement(using: &random) ?? []
        let other = exports.randomElement(using: &random) ?? []
        // Either the text of an intact batch is damaged, or the batch itself.
        if Int.random(in: 0..<4, using: &random) > 0 {
            return Batches.raw(lines.mutate(export, with: other, &random), &random)
        }
        let batch = Batches.raw(export, &random)
        return Batches.seal(bytes.mutate(batch, with: other, &random), &random)
    }

    func check(_ input: [UInt8]) throws -> Bool {
        let header: BatchHeader
        let batch: [UInt8]
        do throws(WireError) {
            (header, batch, _) = try BatchTransformer.transform(input.span.bytes)
        } catch {
            return false
        }
        let again = try BatchTransformer.transform(input.span.bytes)
        try expect(again.1 == batch, "the same batch is transformed in two ways")
        var visitor = Visitor(batch: batch)
        let count = try header.kind.dispatch(to: &visitor)
        try expect(count == header.recordCount, "\(header.recordCount) records became \(count)")
        return true
    }
}

private struct Visitor: KindVisitor {
    let batch: [UInt8]

    /// Reads every record, writes it as a line, and reads the line.
    mutating func visit<Kind: Record>(_ type: Kind.Type) throws -> Int {
        let contents = try RecordContents<Kind>(batch)
        let columns = Schema(of: type).columns.map(\.name)
        let map = try ColumnMap(columns, for: contents.header.kind)
        var splitter = CSVFieldSplitter(fieldCount: columns.count, delimiter: 0x2C)
        for record in contents.records {
            let line = Array(RecordText.line(record, header: []).utf8)
            try expect(splitter.split(line.span.bytes) == nil, "a line has too few or too many fields")
            var row = TextRow(
                line.span.bytes, resolved: splitter.resolved, fields: splitter.fields, positions: map.positions.span)
            try expect(try Kind(from: &row) == record, "a record reads otherwise when it is written as a line")
            try expect(!row.isRepaired, "a record's line needs repair")
        }
        return contents.records.count + contents.excluded.count
    }
}
