package import DecodedValues
package import DisplayText
import ETLModels

/// What would become of the first records of a source.
package struct RecordCheck: Encodable, Sendable {
    /// How many records share a reason and a field.
    package struct Reason: Encodable, Sendable {
        package let reason: String
        @Nullable package var field: String?
        package let count: Int
    }

    /// A record as values, by the names of their columns.
    package struct Decoded: Encodable, Sendable {
        package let record: UInt64
        package let values: NamedValues
    }

    /// A record that would be a reject.
    package struct Rejected: Encodable, Sendable {
        package let record: UInt64
        package let reason: String
        @Nullable package var field: String?
        /// What the field says; nil when the record has no fields, or the field is empty.
        @Nullable package var value: String?
        /// The beginning of the record's text.
        package let raw: String
        package let hint: String
    }

    /// The records that were read.
    package var checked = 0
    /// Whether these are all.
    package var isWhole = false
    package var passed = 0
    /// Part of those that pass.
    package var repaired = 0
    /// Records of other kinds.
    package var skipped = 0
    package var rejected = 0
    /// The most frequent first.
    package var reasons: [Reason] = []
    package var firstRecords: [Decoded] = []
    package var firstRejects: [Rejected] = []
    /// Why no more records could be read; nil when there is nothing wrong.
    @Nullable package var damage: String?

    enum CodingKeys: String, CodingKey {
        case checked, passed, repaired, skipped, rejected, reasons, firstRecords, firstRejects, damage
        case isWhole = "whole"
    }
}
