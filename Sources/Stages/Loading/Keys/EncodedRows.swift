package import ETLModels
import Postgres

/// The rows of records of one kind as COPY has them, one after another, so that they can be compared and sent as bytes.
///
/// A row is the number of its fields, and each field's length and bytes. The fields of the key come first, and have the same size in
/// every row.
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

    /// Encodes the accepted records of batches; nil if they are more than the limit.
    package init?(_ batches: [LoadBatch], _ kind: RecordKind) throws(LoadError) {
        try self.init(batches, kind, RowBuffers())
    }

    /// Encodes the accepted records of batches; nil if they are more than the limit.
    ///
    /// - Parameter buffers: gives the memory, and gets it back from ``giveBack(to:)``.
    init?(_ batches: [LoadBatch], _ kind: RecordKind, _ buffers: RowBuffers) throws(LoadError) {
        var encoder = RowEncoder(batches, columnCount: kind.schema.columns.count, buffers)
        try kind.dispatch(to: &encoder)
        guard !encoder.isOverLimit else { return nil }
        self = encoder.finish(keyFields: kind.schema.key.count)
    }

    fileprivate init(bytes: [UInt8], ends: [UInt32], numbers: [UInt64], ranges: [Range<Int>], keyFields: Int) {
        self.bytes = bytes
        self.ends = ends
        self.numbers = numbers
        self.ranges = ranges
        keySize = bytes.isEmpty ? 0 : RowFields.end(of: keyFields, in: bytes.span.bytes)
    }

    /// Gives the memory back, for use once these rows are gone.
    func giveBack(to buffers: RowBuffers) { buffers.give(bytes) }

    var count: Int { ends.count }

    /// A row's bytes.
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

/// The fields of a row.
enum RowFields {
    /// Where the first fields of a row end.
    static func end(of fields: Int, in row: RawSpan) -> Int {
        var end = 2
        for _ in 0..<fields {
            let size = Int32(bigEndian: row.unsafeLoadUnaligned(fromByteOffset: end, as: Int32.self))
            end += 4 + max(0, Int(size))
        }
        return end
    }

    /// Whether two rows, or parts of rows, have the same bytes.
    static func areEqual(_ first: RawSpan, _ second: RawSpan) -> Bool {
        let count = first.byteCount
        guard count == second.byteCount else { return false }
        var offset = 0
        while offset + 8 <= count {
            guard word(first, offset) == word(second, offset) else { return false }
            offset += 8
        }
        guard count >= 8 else {
            return (0..<count).allSatisfy { byte(first, $0) == byte(second, $0) }
        }
        // The last eight bytes overlap those before.
        return word(first, count - 8) == word(second, count - 8)
    }

    /// Whether a key comes before another of the same size, in the order of its columns: of `bytea`, and of numbers without a sign.
    static func isBefore(_ first: RawSpan, _ second: RawSpan) -> Bool {
        for offset in 0..<min(first.byteCount, second.byteCount) {
            let (one, other) = (byte(first, offset), byte(second, offset))
            if one != other { return one < other }
        }
        return false
    }

    @inline(__always)
    private static func word(_ bytes: RawSpan, _ offset: Int) -> UInt64 {
        bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }

    @inline(__always)
    private static func byte(_ bytes: RawSpan, _ offset: Int) -> UInt8 {
        bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }
}

/// Encodes the rows of batches.
private struct RowEncoder: KindVisitor, ~Copyable {
    /// Collects what the writer sends.
    private final class Collector {
        var bytes: [UInt8] = []
    }

    /// The bytes of a transfer's row with usual amounts.
    private static let rowBytes = 208
    /// The bytes of the smallest row of any kind, a token of which only the address is known.
    private static let leastRowBytes = 54

    private let batches: [LoadBatch]
    private let columnCount: Int16
    private let collector = Collector()
    private var sink: RowSink
    private(set) var isOverLimit: Bool
    private var ends: [UInt32] = []
    private var numbers: [UInt64] = []
    private var ranges: [Range<Int>] = []

    init(_ batches: [LoadBatch], columnCount: Int, _ buffers: RowBuffers) {
        self.batches = batches
        self.columnCount = Int16(columnCount)
        let rows = batches.reduce(0) { $0 + $1.acceptedCount }
        isOverLimit = rows * Self.leastRowBytes > EncodedRows.limit
        if !isOverLimit {
            collector.bytes = buffers.take()
            collector.bytes.reserveCapacity(min(rows * Self.rowBytes, EncodedRows.limit))
            ends.reserveCapacity(rows)
            numbers.reserveCapacity(rows)
        }
        sink = RowSink(
            .rows { [collector] piece in
                collector.bytes.append(contentsOf: piece)
                return nil
            })
    }

    mutating func visit<Kind: Record>(_ type: Kind.Type) throws(LoadError) {
        for batch in batches where !isOverLimit {
            let first = ends.count
            try batch.forEachRecord(as: type) { record, number in
                guard !isOverLimit else { return }
                sink.writer.beginRow(fieldCount: columnCount)
                record.write(to: &sink)
                ends.append(UInt32(sink.writer.position))
                isOverLimit = sink.writer.position > EncodedRows.limit
                numbers.append(number)
            }
            ranges.append(first..<ends.count)
        }
        sink.writer.flush()
    }

    consuming func finish(keyFields: Int) -> EncodedRows {
        EncodedRows(
            bytes: collector.bytes, ends: ends, numbers: numbers, ranges: ranges, keyFields: keyFields)
    }
}
