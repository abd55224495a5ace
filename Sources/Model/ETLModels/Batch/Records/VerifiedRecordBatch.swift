/// The bytes of a record batch that were found whole, to be read more than once without looking for damage again.
///
/// Its bytes are its own and never change, and there is no other way to one than through the checksum.
public struct VerifiedRecordBatch: Sendable {
    /// The whole batch, header included.
    public let bytes: [UInt8]
    private let parts: RecordBatch.Parts

    /// Reads a batch's header and verifies its checksum, as ``RecordBatch/init(_:)`` does.
    public init(_ bytes: [UInt8]) throws(WireError) {
        parts = try RecordBatch.Parts(verifying: bytes.span.bytes)
        self.bytes = bytes
    }

    /// The batch itself.
    public var batch: RecordBatch {
        @_lifetime(borrow self)
        get { RecordBatch(bytes.span.bytes, parts) }
    }
}
