/// The checked content of a footer. Source: struct FileMetaData of parquet.thrift.
package struct ParquetMetadata: Sendable {
    /// The program that wrote the file, as it calls itself; nil if unknown.
    package let createdBy: String?
    /// The number of rows.
    package let rows: Int64
    /// The columns that can be read, in the order of the schema.
    package let columns: [ParquetColumn]
    /// The columns that cannot be read.
    package let nestedColumns: [NestedColumn]
    /// The row groups, in the order of the file.
    package let rowGroups: [RowGroup]
}

/// A part of the file with some rows. Source: struct RowGroup of parquet.thrift.
package struct RowGroup: Sendable {
    /// The number of rows.
    package let rows: Int64
    /// The number of rows in the groups before this one.
    package let firstRow: Int64
    /// The size of all columns after decompression as the file states it, in bytes; only an estimate.
    package let totalBytes: Int64
    /// The chunks of ``ParquetMetadata/columns``, in their order.
    package let chunks: [ColumnChunk]
}
