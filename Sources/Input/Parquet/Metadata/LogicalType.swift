/// The meaning of a column's values. Source: LogicalTypes.md, from `logicalType` or else `converted_type`.
package enum LogicalType: Sendable, Hashable {
    /// Text in UTF-8.
    case string
    case `enum`
    case json
    case bson
    /// 16 bytes.
    case uuid
    /// 2 bytes, little-endian.
    case float16
    /// Days after 1970-01-01.
    case date
    /// An integer that 10^-scale multiplies; in bytes, two's complement and big-endian.
    case decimal(precision: Int32, scale: Int32)
    /// Units after midnight.
    case time(TimeUnit, isAdjustedToUTC: Bool)
    /// Units after 1970-01-01 00:00:00: an instant if adjusted to UTC, otherwise a time of an unknown zone.
    case timestamp(TimeUnit, isAdjustedToUTC: Bool)
    /// An integer of 8, 16, 32 or 64 bits.
    case integer(bits: Int, isSigned: Bool)
    /// Months, days and milliseconds: three unsigned integers of 4 bytes, little-endian.
    case interval
    /// Every value is null.
    case null
    /// A type that this reader does not know, that cannot be flat, or that is incomplete; what it is, in words.
    case other(String)

    /// The unit of times.
    package enum TimeUnit: Sendable, Hashable {
        case milliseconds, microseconds, nanoseconds
    }
}

extension LogicalType {
    /// The meaning of a deprecated `converted_type`.
    init(converted: Int32, precision: Int32?, scale: Int32?) {
        switch converted {
        case 0: self = .string
        case 4: self = .enum
        case 5: self = .decimal(precision, scale ?? 0)
        case 6: self = .date
        case 7: self = .time(.milliseconds, isAdjustedToUTC: true)
        case 8: self = .time(.microseconds, isAdjustedToUTC: true)
        case 9: self = .timestamp(.milliseconds, isAdjustedToUTC: true)
        case 10: self = .timestamp(.microseconds, isAdjustedToUTC: true)
        case 11...14: self = .integer(bits: 8 << Int(converted - 11), isSigned: false)
        case 15...18: self = .integer(bits: 8 << Int(converted - 15), isSigned: true)
        case 19: self = .json
        case 20: self = .bson
        case 21: self = .interval
        default: self = .other("converted type \(converted)")
        }
    }

    /// Whether a deprecated annotation says the same, as far as it can: it knows neither local times nor newer types.
    func agrees(with converted: LogicalType) -> Bool {
        switch (self, converted) {
        case (.time(let unit, _), .time(let other, _)), (.timestamp(let unit, _), .timestamp(let other, _)):
            unit == other
        case (.other, _), (_, .other), (.null, _): true
        default: self == converted
        }
    }

    /// A decimal, if its numbers of digits are possible.
    static func decimal(_ precision: Int32?, _ scale: Int32) -> LogicalType {
        guard let precision else { return .other("DECIMAL without a precision") }
        guard precision > 0, (0...precision).contains(scale) else {
            return .other("DECIMAL(\(precision),\(scale)), which cannot be")
        }
        return .decimal(precision: precision, scale: scale)
    }
}
