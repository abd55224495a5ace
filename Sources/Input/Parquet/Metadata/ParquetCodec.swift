package import ParquetCodecs

/// The compression of a column chunk. Source: enum CompressionCodec of parquet.thrift.
package enum ParquetCodec: Sendable, Hashable {
    case uncompressed
    case compressed(BlockCodec)
    /// LZO, which this reader lacks.
    case lzo
    /// An unknown codec's number.
    case unknown(Int32)

    init(_ id: Int32) {
        self =
            switch id {
            case 0: .uncompressed
            case 1: .compressed(.snappy)
            case 2: .compressed(.gzip)
            case 3: .lzo
            case 4: .compressed(.brotli)
            case 5: .compressed(.lz4Legacy)
            case 6: .compressed(.zstd)
            case 7: .compressed(.lz4Raw)
            default: .unknown(id)
            }
    }

    /// The codec of the blocks; nil for none.
    ///
    /// - Throws: if the reader lacks the codec.
    func blocks() throws(ParquetError) -> BlockCodec? {
        switch self {
        case .uncompressed: nil
        case .compressed(let codec): codec
        case .lzo: throw .unsupported("the codec LZO")
        case .unknown(let id): throw .unsupported("codec \(id)")
        }
    }
}
