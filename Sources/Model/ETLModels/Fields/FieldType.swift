/// The type of a field, for code that treats types differently without a value.
public enum FieldType: Sendable, Hashable {
    /// 20 bytes.
    case address
    /// 32 bytes.
    case hash
    /// An unsigned 256-bit number.
    case amount
    /// A number up to 2^31 − 1 or 2^63 − 1.
    case integer
    /// A point in time.
    case timestamp
    /// Text.
    case text
}

extension Address {
    /// An address.
    public static var type: FieldType { .address }
}

extension Hash32 {
    /// A hash.
    public static var type: FieldType { .hash }
}

extension UInt256 {
    /// An amount.
    public static var type: FieldType { .amount }
}

extension Int32 {
    /// An integer.
    public static var type: FieldType { .integer }
}

extension Int64 {
    /// An integer.
    public static var type: FieldType { .integer }
}

extension Timestamp {
    /// A timestamp.
    public static var type: FieldType { .timestamp }
}

extension Text {
    /// Text.
    public static var type: FieldType { .text }
}
