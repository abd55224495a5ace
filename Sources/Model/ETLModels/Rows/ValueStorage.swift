/// How a batch of values stores a column of its source.
public struct ValueStorage: Hashable, Sendable {
    /// The form of a column's values. The raw values are codes of the wire.
    public enum Form: UInt8, BitwiseCopyable, Sendable, Hashable, CaseIterable {
        /// The rows do not have the column.
        case absent = 0
        /// Text.
        case text = 1
        /// Bytes: those of an address or a hash, a number of 32 bytes, or text of which nothing says that it is text.
        case bytes = 2
        /// A whole number, or with digits behind its point.
        case number = 3
        /// Seconds since 1970-01-01 00:00:00 UTC, with a fraction of 0, 3, 6 or 9 digits.
        case timestamp = 4
        /// Nanoseconds of a day (8 bytes) and a Julian day (4 bytes), both little-endian.
        case int96 = 5
        /// A floating-point number.
        case real = 6
    }

    /// The form.
    public let form: Form
    /// The number of digits behind the point of a number, or of a second; of a floating-point number, the bits of its significand.
    public let digits: UInt8

    /// Describes a column; nil if values of the form cannot have as many digits.
    public init?(_ form: Form, digits: UInt8 = 0) {
        switch form {
        case .number: guard digits <= Self.digitLimit else { return nil }
        case .real: guard [Self.singleBits, Self.doubleBits].contains(digits) else { return nil }
        case .timestamp: guard [0, 3, 6, 9].contains(digits) else { return nil }
        default: guard digits == 0 else { return nil }
        }
        self.init(known: form, digits)
    }

    private init(known form: Form, _ digits: UInt8 = 0) {
        self.form = form
        self.digits = digits
    }

    /// The rows do not have the column.
    public static let absent = ValueStorage(known: .absent)
    /// Text.
    public static let text = ValueStorage(known: .text)
    /// Bytes.
    public static let bytes = ValueStorage(known: .bytes)
    /// Timestamps of 12 bytes.
    public static let int96 = ValueStorage(known: .int96)
    /// Floating-point numbers of 64 bits, or of 32: IEEE 754 binary64 and binary32.
    public static func real(isSingle: Bool = false) -> ValueStorage {
        ValueStorage(known: .real, isSingle ? singleBits : doubleBits)
    }
    /// Numbers with digits behind the point, at most ``digitLimit``.
    public static func number(digits: UInt8 = 0) -> ValueStorage {
        ValueStorage(known: .number, min(digits, digitLimit))
    }

    private static let singleBits: UInt8 = 24
    private static let doubleBits: UInt8 = 53

    /// The most columns that the rows of a batch can have: their codes are one word of 64 bits.
    public static let columnLimit = 32

    /// The most bytes that a number can have. One with as many may be cut: it is at least so large.
    public static let numberLimit = 127

    /// The most digits behind the point of a number. A number that is cut has 304 digits at least, so that 79 are before the
    /// point, and it is larger than any field.
    public static let digitLimit: UInt8 = 225
}

extension ValueStorage: LosslessStringConvertible {
    /// Reads a name.
    public init?(_ description: String) {
        let parts = description.split(separator: ".", maxSplits: 1)
        guard let form = Form.allCases.first(where: { "\($0)" == parts.first ?? "" }) else { return nil }
        guard let digits = parts.count > 1 ? UInt8(parts[1]) : 0 else { return nil }
        self.init(form, digits: digits)
    }

    /// The form, and the digits if there are any: `text`, `number.9`.
    public var description: String { digits == 0 ? "\(form)" : "\(form).\(digits)" }
}

extension ValueStorage {
    init(from reader: inout WireReader) throws(WireError) {
        let code = try reader.integer(UInt8.self)
        let digits = try reader.integer(UInt8.self)
        guard let form = Form(rawValue: code), let storage = ValueStorage(form, digits: digits) else {
            throw .malformed("a column has an unknown storage")
        }
        self = storage
    }

    func write(to writer: inout WireWriter) {
        writer.append(form.rawValue)
        writer.append(digits)
    }
}

extension ValueStorage: Codable {
    /// Reads the name.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let storage = ValueStorage(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "no storage of values has this name")
        }
        self = storage
    }

    /// Writes the name.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
