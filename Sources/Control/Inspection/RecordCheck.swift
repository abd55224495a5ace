package import DecodedValues
package import DisplayText
import ETLModels

/// The predicted outcome of the first records of a source.
package struct RecordCheck: Encodable, Sendable {
    /// The number of rejects with the same reason and field.
    package struct Reason: Encodable, Sendable {
        package let reason: String
        @Nullable package var field: String?
        package let count: Int
    }

    /// A record as named values.
    package struct Decoded: Encodable, Sendable {
        package let record: UInt64
        package let values: NamedValues
    }

    /// A record that would be a reject.
    package struct Rejected: Encodable, Sendable {
        package let record: UInt64
        package let reason: String
        @Nullable package var field: String?
        /// The value of the field; nil when the record has no fields, or the field is empty.
        @Nullable package var value: String?
        /// The first line and the number of lines of a record that is too long or holds other records.
        @Nullable package var line: UInt64?
        @Nullable package var lines: Int?
        /// The text of the record, truncated.
        package let raw: String
        package let hint: String
    }

    /// The number of records read.
    package var checked = 0
    /// Whether these are all records.
    package var isWhole = false
    package var passed = 0
    /// Part of the passed records.
    package var repaired = 0
    /// Records of other kinds.
    package var skipped = 0
    package var rejected = 0
    /// The most frequent first.
    package var reasons: [Reason] = []
    package var firstRecords: [Decoded] = []
    package var firstRejects: [Rejected] = []
    /// The lines of records that hold other records, and the first line of the first.
    package var heldLines = 0
    @Nullable package var heldFromLine: UInt64?
    /// The damage that stopped the check; nil without damage.
    @Nullable package var damage: String?

    enum CodingKeys: String, CodingKey {
        case checked, passed, repaired, skipped, rejected, reasons, firstRecords, firstRejects
        case heldLines, heldFromLine, damage
        case isWhole = "whole"
    }
}
