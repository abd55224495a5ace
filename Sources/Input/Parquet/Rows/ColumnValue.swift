/// A value of any type.
public enum ColumnValue: ~Escapable {
    /// No value.
    case null
    case bool(Bool)
    case int32(Int32)
    case int64(Int64)
    case int96(Int96)
    case float(Float)
    case double(Double)
    /// Bytes in a buffer of the row reader.
    case bytes(RawSpan)
}

extension RowReader {
    /// The value of the current row in a column, of any type. The typed accessors are faster.
    @inlinable
    @_lifetime(borrow self)
    public func value(_ column: Int) -> ColumnValue {
        guard !isNull(column) else { return .null }
        switch type(column) {
        case .boolean: return .bool(bool(column))
        case .int32: return .int32(int32(column))
        case .int64: return .int64(int64(column))
        case .int96: return .int96(int96(column))
        case .float: return .float(float(column))
        case .double: return .double(double(column))
        case .byteArray, .fixedLengthByteArray: return .bytes(bytes(column))
        }
    }
}
