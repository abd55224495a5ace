/// A flat column: a leaf at the root of the schema that has at most one value for each row.
package struct ParquetColumn: Sendable, Hashable {
    /// The name. Names may repeat.
    package let name: String
    /// The type that values are stored as.
    package let type: PhysicalType
    /// The bytes of each value of ``PhysicalType/fixedLengthByteArray`` and ``PhysicalType/int96``; 0 for other types.
    package let length: Int
    /// Whether values may be null.
    package let isOptional: Bool
    /// The meaning of the values; nil if the file states none.
    package let logicalType: LogicalType?
    /// The column's position among all leaves of the schema, which is that of its chunk in a row group.
    package let leaf: Int
}

/// A column with groups or repeated values, which this reader skips.
package struct NestedColumn: Sendable, Hashable {
    /// The name of the field at the root of the schema.
    package let name: String
    /// The positions of its leaves among all leaves of the schema.
    package let leaves: Range<Int>
}
