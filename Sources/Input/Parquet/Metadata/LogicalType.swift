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
    /// A type that this reader does not know, or that cannot be flat; its field number in the union LogicalType.
    case other(Int)

    /// The unit of times.
    package enum TimeUnit: Sendable, Hashable {
        case milliseconds, microseconds, nanoseconds
    }
}

extension LogicalType {
    /// The meaning of a deprecated `converted_type`; nil for one that is unknown or only for groups.
    init?(converted: Int32, precision: Int32?, scale: Int32?) {
        switch converted {
        case 0: self = .string
        case 4: self = .enum
        case 5: self = .decimal(precision: precision ?? 0, scale: scale ?? 0)
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
        default: return nil
        }
    }
}
