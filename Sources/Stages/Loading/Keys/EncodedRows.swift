package import ETLModels
import Ledger
import Postgres

/// The rows of records of one kind as COPY has them, one after another, so that they can be compared and sent as bytes.
///
/// A row is the number of its fields, and each field's length and bytes. The fields of the key come first, and have the same size in
/// every row. The last field is the row's origin, which is no part of its content.
package struct EncodedRows {
    /// The most bytes of rows: those of more than 80,000 transfers. A message of a few bytes can stand for many more.
    static let limit = 16 << 20

    private let bytes: [UInt8]
    /// Where each row ends.
    private let ends: [UInt32]
    /// The numbers of the records in their sources.
    let numbers: [UInt64]
    /// The rows of each batch.
    let ranges: [Range<Int>]
    /// The bytes of a row up to the end of its key.
    let keySize: Int
    /// The number of the accepted records up to the last one here; nil if no record follows.
    let next: Int?

    /// Encodes the accepted records of batches; nil if they are more than the limit.
    package init?(_ batches: [LoadBatch], _ kind: RecordKind) throws(LoadError) {
        try self.init(batches, kind, RowBuffers())
    }

    /// Encodes the accepted records of batches; nil if they are more than the limit.
    ///
    /// - Parameter buffers: gives the memory, and gets it back from ``giveBack(to:)``.
    init?(_ batches: [LoadBatch], _ kind: RecordKind, _ buffers: RowBuffers) throws(LoadError) {
        guard batches.reduce(0, { $0 + $1.acceptedCount }) * RowEncoder.leastRowBytes <= Self.limit else { return nil }
        try self.init(batches, kind, buffers, from: 0)
        guard next == nil else {
            giveBack(to: buffers)
            return nil
        }
    }

    /// Encodes the accepted records of batches, as many as the limit allows.
    ///
    /// - Parameter first: the accepted records that are passed over.
    init(_ batches: [LoadBatch], _ kind: RecordKind, _ buffers: RowBuffers, from first: Int) throws(LoadError) {
        var encoder = RowEncoder(batches, columnCount: kind.schema.columns.count, buffers, from: first)
        try kind.dispatch(to: &encoder)
        self = encoder.finish(keyFields: kind.schema.key.count)
    }

    /// Takes rows as the database has them, each of a batch of its own.
    init(stored bytes: [UInt8], ends: [UInt32], keyFields: Int) {
        self.init(
            bytes: bytes, ends: ends, numbers: [], ranges: ends.indices.map { $0..<$0 + 1 }, keyFields: keyFields,
            next: nil)
    }

    fileprivate init(
        bytes: [UInt8], ends: [UInt32], numbers: [UInt64], ranges: [Range<Int>], keyFields: Int, next: Int?
    ) {
        self.bytes = bytes
        self.next = next
        self.ends = ends
        self.numbers = numbers
        self.ranges = ranges
        keySize = bytes.isEmpty ? 0 : RowFields.end(of: keyFields, in: bytes.span.bytes)
    }

    /// Gives the memory back, for use once these rows are gone.
    func giveBack(to buffers: RowBuffers) { buffers.give(bytes) }

    var count: Int { ends.count }

    /// Whether any row comes from a source that replaces others.
    var haveRanks: Bool {
        ranges.contains { !$0.isEmpty && RowFields.origin(of: self[$0.lowerBound]).rank > 0 }
    }

    /// A row's bytes, with its origin.
    package subscript(row: Int) -> RawSpan {
        @_lifetime(borrow self)
        get {
            let start = row == 0 ? 0 : Int(ends[row - 1])
            let span = bytes.span.bytes.extracting(start..<Int(ends[row]))
            return _overrideLifetime(span, borrowing: self)
        }
    }

    /// The fields of a row, without their number.
    @_lifetime(borrow self)
    func fields(of row: Int) -> RawSpan {
        let span = self[row].extracting(droppingFirst: 2)
        return _overrideLifetime(span, borrowing: self)
    }

    /// The bytes of a row up to the end of its key.
    @_lifetime(borrow self)
    func key(of row: Int) -> RawSpan {
        let span = self[row].extracting(0..<keySize)
        return _overrideLifetime(span, borrowing: self)
    }
}

/// Encodes the rows of batches.
private struct RowEncoder: KindVisitor, ~Copyable {
    /// Collects what the writer sends.
    private final class Collector {
        var bytes: [UInt8] = []
    }

    /// The bytes of a transfer's row with usual amounts.
    private static let rowBytes = 220
    /// The bytes of the smallest row of any kind, a token of which only the address is known.
    static let leastRowBytes = 66

    private let batches: [LoadBatch]
    private let columnCount: Int16
    private let collector = Collector()
    private var sink: RowSink
    /// The accepted records that are passed over, and that were seen.
    private let first: Int
    private var seen = 0
    /// The accepted records of all batches.
    private let total: Int
    private var ends: [UInt32] = []
    private var numbers: [UInt64] = []
    private var ranges: [Range<Int>] = []

    init(_ batches: [LoadBatch], columnCount: Int, _ buffers: RowBuffers, from first: Int) {
        self.batches = batches
        self.columnCount = Int16(columnCount + 1)
        self.first = first
        total = batches.reduce(0) { $0 + $1.acceptedCount }
        let rows = min(total - first, EncodedRows.limit / Self.leastRowBytes)
        collector.bytes = buffers.take()
        collector.bytes.reserveCapacity(min(rows * Self.rowBytes, EncodedRows.limit))
        ends.reserveCapacity(rows)
        numbers.reserveCapacity(rows)
        sink = RowSink(
            .rows { [collector] piece in
                collector.bytes.append(contentsOf: piece)
                return nil
            })
    }

    mutating func visit<Kind: Record>(_ type: Kind.Type) throws(LoadError) {
        for batch in batches {
            let (start, source) = (ends.count, batch.source)
            if !isFull {
                try batch.forEachRecord(as: type) { record, number in
                    guard !isFull else { return }
                    seen += 1
                    guard seen > first else { return }
                    sink.writer.beginRow(fieldCount: columnCount)
                    record.write(to: &sink)
                    sink.writer.int64(Int64(source.origin(of: number).rawValue))
                    ends.append(UInt32(sink.writer.position))
                    numbers.append(number)
                }
            }
            ranges.append(start..<ends.count)
        }
        sink.writer.flush()
    }

    private var isFull: Bool { sink.writer.position > EncodedRows.limit }

    consuming func finish(keyFields: Int) -> EncodedRows {
        EncodedRows(
            bytes: collector.bytes, ends: ends, numbers: numbers, ranges: ranges, keyFields: keyFields,
            next: seen < total ? seen : nil)
    }
}
