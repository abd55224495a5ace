import ETLModels

/// What would become of the first records of a source.
struct RecordCheck: Encodable, Sendable {
    /// How many records share a reason and a field.
    struct Reason: Encodable, Sendable {
        let reason: String
        @Nullable var field: String?
        let count: Int
    }

    /// A record as values, by the names of their columns.
    struct Decoded: Encodable, Sendable {
        let record: UInt64
        let values: LetterBody.Fields
    }

    /// A record that would be a reject.
    struct Rejected: Encodable, Sendable {
        let record: UInt64
        let reason: String
        @Nullable var field: String?
        /// What the field says; nil when the record has no fields, or the field is empty.
        @Nullable var value: String?
        /// The beginning of the record's text.
        let raw: String
        let hint: String
    }

    /// The records that were read.
    var checked = 0
    /// Whether these are all.
    var isWhole = false
    var passed = 0
    /// Part of those that pass.
    var repaired = 0
    /// Records of other kinds.
    var skipped = 0
    var rejected = 0
    /// The most frequent first.
    var reasons: [Reason] = []
    var firstRecords: [Decoded] = []
    var firstRejects: [Rejected] = []
    /// Why no more records could be read; nil when there is nothing wrong.
    @Nullable var damage: String?

    enum CodingKeys: String, CodingKey {
        case checked, passed, repaired, skipped, rejected, reasons, firstRecords, firstRejects, damage
        case isWhole = "whole"
    }
}
