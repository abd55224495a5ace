/// The parts of a raw batch, each as far as the bytes reach, whatever the header says against them: for showing a
/// damaged batch to a person. ``RawBatch`` is for everything else.
public struct RawBatchParts: ~Escapable {
    /// The code of the source's format.
    public private(set) var format: UInt8?
    /// The character between fields.
    public private(set) var delimiter: UInt8?
    /// The number of columns that there should be.
    public private(set) var columnCount: UInt16?
    /// The header's names that are there.
    public private(set) var columns: [String] = []
    /// Why there are no records to be read; nil when ``nextRecord()`` can be asked.
    public private(set) var failure: WireError?
    /// Where reading has come to: all before this offset from the batch's start made sense.
    public private(set) var offset = BatchHeader.size
    private var lengths: WireReader
    private var texts: WireReader

    /// Reads what stands before the records' texts.
    ///
    /// - Parameter recordCount: the number of records, as the header has it.
    @_lifetime(copy batch)
    public init(_ batch: RawSpan, recordCount: UInt32) {
        lengths = WireReader(batch.extracting(0..<0))
        texts = lengths
        var reader = WireReader(batch)
        do throws(WireError) {
            _ = try reader.bytes(BatchHeader.size)
            try readLayout(&reader, size: batch.byteCount)
            lengths = WireReader(try reader.bytes(Int(recordCount) * 4))
            offset = batch.byteCount - reader.remaining
            texts = WireReader(try reader.bytes(reader.remaining))
        } catch {
            failure = error
        }
        offset = min(offset, batch.byteCount)
    }

    private mutating func readLayout(_ reader: inout WireReader, size: Int) throws(WireError) {
        format = try reader.integer(UInt8.self)
        delimiter = try reader.integer(UInt8.self)
        let count = try reader.integer(UInt16.self)
        columnCount = count
        offset = size - reader.remaining
        for _ in 0..<count {
            columns.append(try reader.shortText())
            offset = size - reader.remaining
        }
    }

    /// The next record; nil when all have been read.
    ///
    /// - Throws: ``WireError`` when the record is not there, or bytes follow the last one.
    @_lifetime(self: copy self)
    @_lifetime(copy self)
    public mutating func nextRecord() throws(WireError) -> RawRecord? {
        guard lengths.remaining > 0 else {
            guard texts.remaining == 0 else { throw .malformed("the records' lengths do not add up") }
            return nil
        }
        let word = try lengths.integer(UInt32.self)
        guard word >> 30 < 3 else { throw .malformed("a record has an unknown defect") }
        let text = try texts.bytes(Int(word & RawBatchBuilder.lengthMask))
        offset += text.byteCount
        return RawRecord(text: text, defect: RawBatchBuilder.defect(of: word))
    }
}
