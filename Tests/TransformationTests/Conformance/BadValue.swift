import ETLModels

/// A value that makes its record a reject, in any format.
struct BadValue {
    let column: String
    /// Empty if the value is missing.
    let text: String
    let reason: RejectReason

    static func all(of kind: RecordKind) -> [BadValue] {
        kind.schema.columns.flatMap { column in
            (column.isRequired ? [BadValue(column: column.name, text: "", reason: .missing)] : [])
                + texts(of: column.type).map { BadValue(column: column.name, text: $0.0, reason: $0.1) }
        }
    }

    private static func texts(of type: FieldType) -> [(String, RejectReason)] {
        let tooMany = "115792089237316195423570985008687907853269984665640564039457584007913129639936"
        return switch type {
        case .address, .hash:
            [
                ("0x12", .wrongLength), (String(repeating: "1", count: type == .hash ? 66 : 42), .notHex),
                ("0x" + String(repeating: "g", count: type == .hash ? 64 : 40), .notHex), ("true", .wrongLength),
            ]
        case .amount:
            [
                ("-1", .notANumber), ("1e18", .notANumber), ("1.0", .notANumber), (" 1", .notANumber),
                ("0xg", .notANumber),
                ("true", .notANumber), ("1,000", .notANumber), ("1\n", .notANumber), (tooMany, .outOfRange),
            ]
        case .integer: [("-1", .notANumber), ("1.0", .notANumber), ("9223372036854775808", .outOfRange)]
        case .timestamp:
            [("2022-02-30 00:00:00", .invalidTimestamp), ("soon", .invalidTimestamp), ("-1", .invalidTimestamp)]
        case .text: []
        }
    }
}
