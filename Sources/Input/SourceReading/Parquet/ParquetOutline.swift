package import DisplayText
internal import Parquet
internal import ParquetCodecs

/// What the footer of a Parquet file says, for a person. The keys are a contract with scripts: all are always present.
package struct ParquetOutline: Encodable, Sendable {
    /// A column, over all row groups.
    package struct Column: Encodable, Sendable {
        package let name: String
        /// As in `INT64 (TIMESTAMP in microseconds)`.
        package let type: String
        /// Whether values may be null.
        package let optional: Bool
        package let codecs: [String]
        package let encodings: [String]
        /// The size in the file.
        package let bytes: UInt64
    }

    /// The program that wrote the file, as it calls itself.
    @Nullable package var writer: String?
    package let rows: Int64
    package let rowGroups: Int
    /// The rows of the largest row group.
    package let largestGroup: Int64
    package let columns: [Column]
    /// The columns with groups or repeated values, which are not read.
    package let nested: [String]

    private enum CodingKeys: String, CodingKey {
        case writer, rows, rowGroups, largestGroup, columns, nested
    }
}

extension ParquetOutline {
    init(_ metadata: ParquetMetadata) {
        let groups = metadata.rowGroups
        self.init(
            writer: metadata.createdBy, rows: metadata.rows, rowGroups: groups.count,
            largestGroup: groups.map(\.rows).max() ?? 0,
            columns: zip(metadata.columns, metadata.summaries).map { Column($0, $1) },
            nested: metadata.nestedColumns.map(\.name))
    }
}

extension ParquetOutline.Column {
    fileprivate init(_ column: ParquetColumn, _ chunks: ChunkSummary) {
        self.init(
            name: column.name, type: column.typeName, optional: column.isOptional, codecs: chunks.codecs.map(\.name),
            encodings: chunks.encodings.encodings.map(\.name), bytes: chunks.bytes)
    }
}

extension ParquetCodec {
    /// The name in the specification.
    fileprivate var name: String {
        switch self {
        case .uncompressed: "none"
        case .compressed(let codec): codec.name
        case .lzo: "LZO"
        case .unknown(let id): "codec \(id)"
        }
    }
}

extension BlockCodec {
    fileprivate var name: String {
        switch self {
        case .snappy: "SNAPPY"
        case .gzip: "GZIP"
        case .zstd: "ZSTD"
        case .lz4Raw: "LZ4_RAW"
        case .lz4Legacy: "LZ4"
        case .brotli: "BROTLI"
        }
    }
}

extension SourceInspection {
    /// What a Parquet file says of itself; nil of another format.
    package var parquetOutline: ParquetOutline? { parquet.map { ParquetOutline($0.metadata) } }
}
