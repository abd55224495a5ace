/// The fault of bytes that are not a valid batch. Each case is a reason to dead-letter; no record is at fault.
public enum WireError: Error, Sendable, Hashable {
    /// The bytes end within the header, a record or a reject.
    case truncated
    /// The bytes lack the magic number of a batch.
    case notABatch
    /// A version that this program does not read.
    case unsupportedVersion(UInt8)
    /// A kind of record that this program does not know.
    case unknownKind(UInt8)
    /// A batch of another stage: raw instead of records, or the reverse.
    case unexpectedContent(UInt8)
    /// The bytes differ from those that were written.
    case checksumMismatch
    /// Contradictory counts, lengths or codes.
    case malformed(String)
}

extension WireError: CustomStringConvertible {
    /// The error as text.
    public var description: String {
        switch self {
        case .truncated: "the batch is truncated"
        case .notABatch: "the message is not a token-etl batch"
        case .unsupportedVersion(let version): "the batch has version \(version), which this program does not support"
        case .unknownKind(let kind): "the batch contains records of an unknown kind (\(kind))"
        case .unexpectedContent(let code): "the batch contains content of type \(code), which belongs to another stage"
        case .checksumMismatch: "the batch's checksum does not match its bytes"
        case .malformed(let what): "the batch is malformed: \(what)"
        }
    }

    /// The error in one or two words, for headers and metrics: `checksum-mismatch`.
    public var name: String {
        switch self {
        case .truncated: "truncated"
        case .notABatch: "not-a-batch"
        case .unsupportedVersion: "unsupported-version"
        case .unknownKind: "unknown-kind"
        case .unexpectedContent: "unexpected-content"
        case .checksumMismatch: "checksum-mismatch"
        case .malformed: "malformed"
        }
    }
}
