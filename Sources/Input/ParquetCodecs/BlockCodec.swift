/// A compression of whole pages, as Compression.md of the Parquet format lists them.
package enum BlockCodec: Sendable, Hashable {
    /// Raw Snappy.
    case snappy
    /// One or several members of gzip (RFC 1952).
    case gzip
    /// Brotli (RFC 7932).
    case brotli
    /// Zstandard (RFC 8878).
    case zstd
    /// A raw block of LZ4.
    case lz4Raw
    /// The codec that Parquet deprecates as LZ4: Hadoop's framing, a frame of LZ4, or a raw block.
    case lz4Legacy

    /// The largest number of bytes that compressed bytes of this codec can expand to; nil if the format sets no such bound.
    ///
    /// It lets a reader refuse a claimed size before it takes memory.
    package func largestOutput(ofCompressed count: Int) -> Int? {
        let ratio: Int
        switch self {
        // A copy of 64 bytes takes three bytes.
        case .snappy: ratio = 22
        // A byte lengthens a match by 255 bytes.
        case .lz4Raw, .lz4Legacy: ratio = 255
        // A match of 258 bytes takes two bits.
        case .gzip: ratio = 1032
        case .brotli, .zstd: return nil
        }
        let (product, overflow) = count.multipliedReportingOverflow(by: ratio)
        return overflow ? nil : product.addingReportingOverflow(64).partialValue
    }
}

/// The error for a block that cannot be decompressed.
package struct BlockError: Error, Sendable, Hashable {
    /// The fault, as part of a sentence.
    package let fault: String
    /// Whether memory is insufficient; the data may be sound.
    package let isOutOfMemory: Bool

    init(_ fault: String, isOutOfMemory: Bool = false) {
        self.fault = fault
        self.isOutOfMemory = isOutOfMemory
    }

    static func wrongSize(_ produced: Int, expected: Int) -> BlockError {
        BlockError("it decompresses to \(produced) bytes instead of \(expected)")
    }
}
