extension LogicalType {
    /// Reads the union LogicalType; nil if it is empty.
    static func read(_ reader: inout CompactReader) throws(CompactFault) -> LogicalType? {
        var type: LogicalType?
        try reader.fields { (reader, field) throws(CompactFault) in
            switch field.id {
            case 5: type = try decimal(&reader)
            case 7:
                let (unit, isAdjustedToUTC) = try time(&reader)
                type = unit.map { .time($0, isAdjustedToUTC: isAdjustedToUTC) } ?? .other("TIME in an unknown unit")
            case 8:
                let (unit, isAdjustedToUTC) = try time(&reader)
                type =
                    unit.map { .timestamp($0, isAdjustedToUTC: isAdjustedToUTC) }
                    ?? .other("TIMESTAMP in an unknown unit")
            case 10: type = try integer(&reader)
            default:
                try reader.skip(field)
                type = simple(field.id)
            }
        }
        return type
    }

    private static func simple(_ id: Int16) -> LogicalType {
        switch id {
        case 1: .string
        case 4: .enum
        case 6: .date
        case 11: .null
        case 12: .json
        case 13: .bson
        case 14: .uuid
        case 15: .float16
        default: .other("logical type \(id)")
        }
    }

    private static func decimal(_ reader: inout CompactReader) throws(CompactFault) -> LogicalType {
        var (precision, scale): (Int32?, Int32) = (nil, 0)
        try reader.fields { (reader, field) throws(CompactFault) in
            switch field.id {
            case 1: scale = try reader.int32(field)
            case 2: precision = try reader.int32(field)
            default: try reader.skip(field)
            }
        }
        return .decimal(precision, scale)
    }

    private static func time(_ reader: inout CompactReader) throws(CompactFault) -> (TimeUnit?, Bool) {
        var unit: TimeUnit?
        var isAdjustedToUTC = false
        try reader.fields { (reader, field) throws(CompactFault) in
            switch field.id {
            case 1: isAdjustedToUTC = try reader.bool(field)
            case 2:
                try reader.fields { (reader, field) throws(CompactFault) in
                    switch field.id {
                    case 1: unit = .milliseconds
                    case 2: unit = .microseconds
                    case 3: unit = .nanoseconds
                    default: break
                    }
                    try reader.skip(field)
                }
            default: try reader.skip(field)
            }
        }
        return (unit, isAdjustedToUTC)
    }

    private static func integer(_ reader: inout CompactReader) throws(CompactFault) -> LogicalType {
        var bits: Int64 = 0
        var isSigned = true
        try reader.fields { (reader, field) throws(CompactFault) in
            switch field.id {
            case 1: bits = try reader.integer(field)
            case 2: isSigned = try reader.bool(field)
            default: try reader.skip(field)
            }
        }
        return [8, 16, 32, 64].contains(bits)
            ? .integer(bits: Int(bits), isSigned: isSigned) : .other("INTEGER of \(bits) bits")
    }
}
