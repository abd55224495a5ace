/// Why bytes are no batch. Each case is a reason to dead-letter; none of them is a record's fault.
public enum WireError: Error, Sendable, Hashable {
    /// The bytes end within the header, a record or a reject.
    case truncated
    /// The bytes do not start as a batch does.
    case notABatch
    /// A version that this program does not read.
    case unsupportedVersion(UInt8)
    /// A kind of record that this program does not know.
    case unknownKind(UInt8)
    /// A batch of another stage: raw where records are wanted, or the other way round.
    case unexpectedContent(UInt8)
    /// The bytes are not those that were written.
    case checksumMismatch
    /// Counts, lengths or codes that contradict one another.
    case malformed(String)
}

extension WireError: CustomStringConvertible {
    /// The error in words.
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
