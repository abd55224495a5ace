/// The verified bytes of a record batch, which can be read several times without another check of the checksum.
///
/// It owns its bytes, which never change. Only the verification of the checksum creates one.
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
