import Conversion
import ETLModels
import SourceDescriptions
import Testing

/// The transformer's output for a batch of lines.
struct Transformation<Kind: Record> {
    let header: BatchHeader
    let bytes: [UInt8]
    let records: [Kind]
    let rejects: [Reject]
    let repaired: Int
    let skipped: Int
    let tally: BatchTally

    static var id: BatchID { BatchID(source: SourceID(words: (7, 11)), sequence: 4) }

    init(
        _ kind: RecordKind, columns: [String], _ lines: [String], defects: [Int: RecordDefect] = [:]
    ) throws {
        try self.init(kind, columns: columns, bytes: lines.map { Array($0.utf8) }, defects: defects)
    }

    init(
        _ kind: RecordKind, columns: [String], bytes lines: [[UInt8]], defects: [Int: RecordDefect] = [:]
    ) throws {
        try self.init(rawBatch(kind, columns: columns, lines, defects: defects))
    }

    /// Transforms a raw batch, and reads the answer to its end.
    init(_ raw: [UInt8]) throws {
        let (header, bytes, tally) = try BatchTransformer.transform(raw.span.bytes)
        let batch = try RecordBatch(bytes.span.bytes)
        var records: [Kind] = []
        try batch.forEachRecord(as: Kind.self) { (record: borrowing Kind) in records.append(copy record) }
        let rejects = try batch.rejects()
        let answer = batch.header
        #expect(answer.content == .records && answer.id == header.id && answer.kind == header.kind)
        #expect(answer.firstRecord == header.firstRecord && answer.sourceBytes == header.sourceBytes)
        #expect(answer.isLast == header.isLast && answer.recordCount == header.recordCount)
        #expect(records.count + rejects.count + batch.skippedCount == Int(header.recordCount))
        (self.header, self.bytes, self.records, self.rejects) = (header, bytes, records, rejects)
        (repaired, skipped, self.tally) = (batch.repairedCount, batch.skippedCount, tally)
    }

    /// The reason for each reject, with its position in the batch and the field.
    var reasons: [String] {
        rejects.map { "\($0.recordNumber - header.firstRecord) \($0.reason.name) \($0.field ?? "-")" }
    }
}

/// The lines as a raw batch, starting at record 101 of their source.
func rawBatch(
    _ kind: RecordKind, columns: [String], format: UInt8 = SourceFormat.csv.rawValue, _ lines: [[UInt8]],
    defects: [Int: RecordDefect] = [:], isLast: Bool = false, chain: ChainID = .ethereum
) -> [UInt8] {
    let layout = SourceLayout(format: format, delimiter: UInt8(ascii: ","), columns: columns, chain: chain)
    var builder = RawBatchBuilder(kind: kind, layout: layout, limits: BatchLimits(records: max(1, lines.count)))
    for (place, line) in lines.enumerated() {
        builder.append(RawRecord(text: line.span.bytes, defect: defects[place]))
    }
    return builder.finish(
        id: Transformation<Token>.id, firstRecord: 101, sourceBytes: 12345, isLast: isLast)
}
