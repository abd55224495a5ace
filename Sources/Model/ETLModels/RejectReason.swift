/// The reason for which a record is rejected. Code 9 was a quote that is never closed, which ends the source instead.
public enum RejectReason: UInt8, Error, Sendable, Hashable, CaseIterable {
    /// A required field is empty.
    case missing = 1
    /// A hash or an address has too few or too many characters.
    case wrongLength = 2
    /// A hash or an address does not start with `0x` or `\x`, or holds something other than hex digits.
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
    /// A record with the same key and other content is in the table.
    case conflict = 10
    /// The record violates its format.
    case malformed = 11
    /// Text follows the closing quote of a field, so where the field ends is a guess.
    case strayQuote = 12
    /// The record has several lines, and one of the later ones would be a record by itself.
    case holdsRecords = 13
    /// The record has two values for one field.
    case duplicateField = 14
    /// The record says that it is of another chain than the database.
    case otherChain = 15
    /// The record says that it is of another event than those of its kind.
    case otherEvent = 16
    /// A source that was submitted to replace others has another record for the key.
    case replaced = 17

    /// Whether the loader rejects records for it, since only the table tells; the transformer rejects for all others.
    public var isAboutTable: Bool { self == .conflict || self == .replaced }

    /// The name of the reason in `etl.rejects` and in metrics.
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
        case .conflict: "conflict"
        case .malformed: "malformed"
        case .strayQuote: "stray-quote"
        case .holdsRecords: "holds-records"
        case .duplicateField: "duplicate-field"
        case .otherChain: "other-chain"
        case .otherEvent: "other-event"
        case .replaced: "replaced"
        }
    }

    /// Whether a reject of this reason comes with the lines that the record spans.
    public var hasLines: Bool { self == .tooLong || self == .holdsRecords }
}

/// The reason for which a record is rejected, and the field at fault.
public struct RecordError: Error, Sendable, Hashable {
    /// The fault.
    public let reason: RejectReason
    /// The position of the field among the kind's columns, or the code of a ``CheckedField``; nil for the whole record.
    public let column: Int?

    /// Blames a field, or the whole record.
    @inlinable
    public init(_ reason: RejectReason, column: Int? = nil) {
        self.reason = reason
        self.column = column
    }

    /// Blames a field that is checked and not stored.
    public init(_ reason: RejectReason, in field: CheckedField) {
        self.init(reason, column: Int(field.rawValue))
    }
}
