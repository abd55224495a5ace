/// Decompresses blocks into buffers of exactly their size.
///
/// Keeps the state of a library between blocks: about 100 KiB for zstd, 50 KiB for gzip, nothing for the others. The caller
/// owns both buffers. Not thread-safe.
package struct BlockDecompressor: ~Copyable {
    private var zstd: ZstdBlocks?
    private var gzip: GzipBlocks?

    /// Takes no memory before the first block.
    package init() {}

    /// Decompresses a block.
    ///
    /// - Parameters:
    ///   - input: the whole block.
    ///   - output: a buffer of exactly the block's decompressed size.
    /// - Throws: ``BlockError`` if the block is damaged or has another size. The output is undefined then.
    package mutating func decompress(
        _ input: UnsafeRawBufferPointer, _ codec: BlockCodec, into output: UnsafeMutableRawBufferPointer
    ) throws(BlockError) {
        switch codec {
        case .snappy: try SnappyBlocks.decompress(input, into: output)
        case .brotli: try BrotliBlocks.decompress(input, into: output)
        case .lz4Raw: try LZ4Blocks.decompressRaw(input, into: output)
        case .lz4Legacy: try LZ4Blocks.decompressLegacy(input, into: output)
        case .gzip:
            if gzip == nil { gzip = GzipBlocks() }
            guard gzip != nil else { throw BlockError("out of memory", isOutOfMemory: true) }
            try gzip?.decompress(input, into: output)
        case .zstd:
            if zstd == nil { zstd = ZstdBlocks() }
            guard zstd != nil else { throw BlockError("out of memory", isOutOfMemory: true) }
            try zstd?.decompress(input, into: output)
        }
    }
}
