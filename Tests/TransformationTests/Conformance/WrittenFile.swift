import Conversion
import ETLModels
import Foundation
import SourceDescriptions
import SourceReading
import Testing

/// A file of a format, deleted with the last reference to it.
final class WrittenFile {
    let path: String
    private let writer: any FormatWriter
    private let kind: RecordKind

    init(_ bytes: [UInt8], by writer: any FormatWriter, of kind: RecordKind) throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("format-\(UUID().uuidString)").path
        self.writer = writer
        self.kind = kind
        try write(bytes)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func write(_ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    /// Inspects the file.
    func inspect() throws(SourceError) -> SourceInspection {
        try SourceInspection(
            path: path, naming: ColumnNaming(columns: writer.isHeaderless ? writer.columns(of: kind) : nil))
    }

    /// Reads the file from a position to its end, or to where it breaks off.
    func read(
        from position: SourcePosition = .start, recordsPerBatch: Int = 50, pieceSize: Int = 1 << 18
    ) throws(SourceError) -> Reading {
        let source = try inspect().description(for: kind)
        let limits = BatchLimits(records: recordsPerBatch)
        var reader = try SourceReader(
            path: path, source: source, from: position, kind: kind, limits: limits, pieceSize: pieceSize)
        var builder = RawBatchBuilder(kind: kind, layout: source.layout, limits: limits)
        var reading = Reading(kind: kind)
        do throws(SourceError) {
            while let cut = try reader.nextBatch(into: &builder) {
                let id = BatchID(source: Transformation<Token>.id.source, sequence: UInt32(0))
                // What a batch has of its source differs from file to file and is left out.
                reading.batches.append(builder.finish(id: id, firstRecord: 1, sourceBytes: 0, isLast: cut.isLast))
                reading.ends.append(cut.next)
            }
        } catch {
            switch error.reason {
            case .unclosedQuote, .brokenArray: reading.damage = error
            default: throw error
            }
        }
        return reading
    }
}

/// The batches that a reader cuts from a file.
struct Reading {
    let kind: RecordKind
    /// The raw batches of the reader.
    var batches: [[UInt8]] = []
    /// The start of the next batch after each.
    var ends: [SourcePosition] = []
    /// Where the text breaks off.
    var damage: SourceError?

    /// The transformer's output for the batches.
    func transformed() throws(WireError) -> [(header: BatchHeader, bytes: [UInt8], tally: BatchTally)] {
        var results: [(header: BatchHeader, bytes: [UInt8], tally: BatchTally)] = []
        for batch in batches { results.append(try BatchTransformer.transform(batch.span.bytes)) }
        return results
    }

    /// The accepted records, each as a batch of its own, so that other records between them do not matter.
    func accepted() throws -> [[UInt8]] {
        var accepted = AcceptedRecords(batches: try transformed().map(\.bytes), header: Self.headerOfOne(kind))
        return try kind.dispatch(to: &accepted)
    }

    func rejects() throws -> [Reject] {
        try transformed().flatMap { try RecordBatch($0.bytes.span.bytes).rejects() }
    }

    static func headerOfOne(_ kind: RecordKind) -> BatchHeader {
        BatchHeader(
            content: .raw, kind: kind, id: Transformation<Token>.id, recordCount: 1, firstRecord: 1, sourceBytes: 0,
            isLast: false)
    }
}

private struct AcceptedRecords: KindVisitor {
    let batches: [[UInt8]]
    let header: BatchHeader

    mutating func visit<Kind: Record>(_ type: Kind.Type) throws -> [[UInt8]] {
        var records: [[UInt8]] = []
        for batch in batches {
            try RecordBatch(batch.span.bytes).forEachRecord(as: type) { (record: borrowing Kind) in
                var builder = RecordBatchBuilder(answering: header)
                builder.accept(record)
                records.append(builder.finish().bytes)
            }
        }
        return records
    }
}
