import ETLModels

/// Describes the valid form of a value, for a person who corrects a record.
enum RejectHint {
    /// - Parameters:
    ///   - field: the name of the field at fault; nil for the whole record.
    ///   - fieldCount: the number of fields that a record should have.
    static func words(_ reason: RejectReason, _ field: String?, of kind: RecordKind, fieldCount: Int) -> String {
        switch reason {
        case .missing: "\(field ?? "the field") must not be empty"
        case .wrongLength, .notHex, .notANumber, .outOfRange, .invalidTimestamp: form(of: field, in: kind, reason)
        case .fieldCount:
            "a record has as many fields as the header, \(fieldCount); quote a field that contains the delimiter"
        case .tooLong: "a record has at most 1 MiB; if it is text, is a quote open, or a line end missing?"
        case .strayQuote: "only a delimiter or a line end follows a closing quote; a quote within a field is doubled"
        case .holdsRecords:
            "other records are in it; close or double its quote, or end each record with a line feed"
        case .otherChain: "a database holds the records of one chain, and chain_id names another"
        case .otherEvent: "a transfer is an event Transfer(address,address,uint256), and topic0 is the hash of another"
        case .malformed: "a record is one JSON object, in NDJSON on one line, with texts, numbers or null as values"
        case .duplicateField: "a record has each field once, under one of its names"
        case .conflict: "the table has this key with different content"
        case .replaced: "another source that replaces others has this key with different content"
        }
    }

    private static func form(of field: String?, in kind: RecordKind, _ reason: RejectReason) -> String {
        if let column = kind.schema.columns.first(where: { $0.name == field }) { return form(of: column.type, reason) }
        return field == CheckedField.chain.name
            ? "a chain is a number, decimal or hex after 0x" : "the value does not have the form of its field"
    }

    private static func form(of type: FieldType, _ reason: RejectReason) -> String {
        switch type {
        case .address: "an address is 0x or \\x and 40 hex digits"
        case .hash: "a hash is 0x or \\x and 64 hex digits"
        case .amount:
            reason == .outOfRange
                ? "an amount is at most 2^256 − 1" : "an amount is decimal digits only: no sign, point or exponent"
        case .integer:
            reason == .outOfRange
                ? "the number is larger than the column takes"
                : "a number is decimal digits only: no sign, point or exponent"
        case .timestamp: "write a time as 2022-08-08 23:06:52 UTC, 2022-08-08T23:06:52Z or Unix seconds; it must exist"
        case .text: "any text is valid"
        }
    }
}
