/// Why a record is rejected.
public enum RejectReason: UInt8, Error, Sendable, Hashable, CaseIterable {
    /// A required field is empty.
    case missing = 1
    /// A hash or an address has too few or too many characters.
    case wrongLength = 2
    /// A hash or an address does not start with `0x` or holds something other than hex digits.
    case notHex = 3
    /// A number holds something other than decimal digits.
    case notANumber = 4
    /// A number is larger than its field allows.
    case outOfRange = 5
    /// A time has no known form, or does not exist.
    case invalidTimestamp = 6
    /// The record has more or fewer fields than the header.
    case fieldCount = 7
    /// The record exceeds the maximum size.
    case tooLong = 8
    /// A quoted field is not closed before the source ends.
    case unclosedQuote = 9
    /// A record with the same key and other content is in the table.
    case conflict = 10
    /// The record violates its format.
    case malformed = 11
    /// The record has two values for one field.
    case duplicateField = 14

    /// The reason as it is written to `etl.rejects` and to metrics.
    public var name: String {
        switch self {
        case .missing: "missing"
        case .wrongLength: "wrong-length"
        case .notHex: "not-hex"
        case .notANumber: "not-a-number"
        case .outOfRange: "out-of-range"
        case .invalidTimestamp: "invalid-timestamp"
        case .fieldCount: "field-count"
        case .tooLong: "too-long"
        case .unclosedQuote: "unclosed-quote"
        case .conflict: "conflict"
        case .malformed: "malformed"
        case .duplicateField: "duplicate-field"
        }
    }
}

/// Why a record is rejected, and the field at fault.
public struct RecordError: Error, Sendable, Hashable {
    /// What is wrong.
    public let reason: RejectReason
    /// The position of the field among the kind's columns; nil for the whole record.
    public let column: Int?

    /// Blames a field, or the whole record.
    @inlinable
    public init(_ reason: RejectReason, column: Int? = nil) {
        self.reason = reason
        self.column = column
    }
}
