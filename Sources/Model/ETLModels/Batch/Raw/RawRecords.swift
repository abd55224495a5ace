/// The records of a raw batch, unpacked one at a time into reused memory.
///
/// It unpacks at most ``BatchLimits/largestText`` bytes, whatever the input.
public struct RawRecords: ~Copyable, ~Escapable {
    private var packed: WireReader
    private var unpacker = TextUnpacker()
    private var recordsLeft: UInt32
    private var bytesLeft: Int

    /// - Parameter textBytes: the bytes of all texts.
    @_lifetime(copy packed)
    init(_ packed: WireReader, count: UInt32, textBytes: UInt32) throws(WireError) {
        guard textBytes <= BatchLimits.largestText else {
            throw .malformed("the batch has more text than the limit")
        }
        self.packed = packed
        recordsLeft = count
        bytesLeft = Int(textBytes)
    }

    /// The next record: its text without the line end, and the defect that the extractor found; nil after the last.
    ///
    /// - Throws: ``WireError`` if the record is missing, or bytes follow the last one.
    @_lifetime(&self)
    public mutating func next() throws(WireError) -> RawRecord? {
        guard recordsLeft > 0 else {
            guard packed.remaining == 0, bytesLeft == 0 else {
                throw .malformed("the length of the records' texts differs from the stated length")
            }
            return nil
        }
        let code = try unpacker.next(&packed, limit: bytesLeft)
        recordsLeft -= 1
        bytesLeft -= unpacker.byteCount
        return RawRecord(text: unpacker.text, defect: RawBatchBuilder.defect(of: code), lines: unpacker.lines)
    }

    /// The bytes of the batch that have not been read yet.
    public var remaining: Int { packed.remaining }
}
