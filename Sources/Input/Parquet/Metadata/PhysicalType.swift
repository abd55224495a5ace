/// The types that Parquet stores values as. Source: enum Type of parquet.thrift.
public enum PhysicalType: UInt8, Sendable, Hashable {
    case boolean, int32, int64
    /// 12 bytes, for timestamps: 8 bytes of nanoseconds of a day, then 4 bytes of a Julian day, both little-endian.
    case int96
    case float, double
    case byteArray
    /// As many bytes as ``ParquetColumn/length``.
    case fixedLengthByteArray
}

extension PhysicalType {
    /// Whether a value is bytes, which stay in a buffer of the reader.
    @inlinable
    package var isBytes: Bool { self == .int96 || self == .byteArray || self == .fixedLengthByteArray }
}
