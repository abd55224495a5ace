/// The parts of a possibly damaged raw batch, each as far as the bytes reach, even if the header contradicts them.
/// For showing the batch to a person only; ``RawBatch`` is for everything else.
public struct RawBatchParts: ~Escapable {
    /// The code of the source's format.
    public private(set) var format: UInt8?
    /// The character between fields.
    public private(set) var delimiter: UInt8?
    /// The number of the database's chain.
    public private(set) var chain: UInt64?
    /// The stated number of columns.
    public private(set) var columnCount: UInt16?
    /// The readable column names.
    public private(set) var columns: [String] = []
    /// The columns that the source calls by other names.
    public private(set) var renames: [ColumnRename] = []
    /// How rows have the values of each column; empty if the records are text.
    public private(set) var storages: [ValueStorage] = []
    /// Why the records are unreadable; nil if they are readable, see ``records(_:)``.
    public private(set) var failure: WireError?
    /// The offset of the first record in the batch, or the offset at which reading failed before it.
    public private(set) var offset = BatchHeader.size
    /// The bytes that all texts take, unpacked, as the batch has it.
    public private(set) var textBytes: UInt32?
    private var packed: WireReader

    /// Reads everything before the records' texts.
    @_lifetime(copy batch)
    public init(_ batch: RawSpan) {
        packed = WireReader(batch.extracting(0..<0))
        var reader = WireReader(batch)
        do throws(WireError) {
            _ = try reader.bytes(BatchHeader.size)
            try readLayout(&reader, size: batch.byteCount)
            textBytes = try reader.integer(UInt32.self)
            offset = batch.byteCount - reader.remaining
            packed = WireReader(try reader.bytes(reader.remaining))
        } catch {
            failure = error
        }
        offset = min(offset, batch.byteCount)
    }

    private mutating func readLayout(_ reader: inout WireReader, size: Int) throws(WireError) {
        let code = try reader.integer(UInt8.self)
        format = code & SourceLayout.formatBits
        delimiter = try reader.integer(UInt8.self)
        chain = try reader.integer(UInt64.self)
        let count = try reader.integer(UInt16.self)
        columnCount = count
        offset = size - reader.remaining
        for _ in 0..<count {
            columns.append(try reader.shortText())
            offset = size - reader.remaining
        }
        if code & SourceLayout.renamesFlag != 0 {
            renames = try SourceLayout.renames(from: &reader)
            offset = size - reader.remaining
        }
        if code & SourceLayout.valuesFlag != 0 {
            storages = try SourceLayout.storages(from: &reader, Int(count))
            offset = size - reader.remaining
        }
    }

    /// The rows of values, of which there should be `count`.
    @_lifetime(copy self)
    public func rows(_ count: UInt32) throws(WireError) -> RawRows {
        if let failure { throw failure }
        return try RawRows(packed, storages, count: count, textBytes: textBytes ?? 0)
    }

    /// The records, of which there should be `count`.
    @_lifetime(copy self)
    public func records(_ count: UInt32) throws(WireError) -> RawRecords {
        if let failure { throw failure }
        return try RawRecords(packed, count: count, textBytes: textBytes ?? 0)
    }
}
