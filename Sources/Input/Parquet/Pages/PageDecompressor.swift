internal import ParquetCodecs

/// Decompresses pages after checks of their claimed sizes; for all columns of a reader.
struct PageDecompressor: ~Copyable {
    private var blocks = BlockDecompressor()

    /// Takes no memory before the first page.
    init() {}

    /// Fails if compressed bytes cannot expand to a claimed size.
    static func check(_ size: Int, from compressed: Int, _ codec: BlockCodec) throws(ParquetError) {
        guard let largest = codec.largestOutput(ofCompressed: compressed), largest < size else { return }
        let (claimed, bytes) = (ParquetError.grouped(size), ParquetError.grouped(compressed))
        throw .damaged("the page claims \(claimed) bytes, more than \(bytes) compressed ones can hold")
    }

    /// Decompresses bytes to exactly the size of the output.
    mutating func decompress(
        _ bytes: UnsafeRawBufferPointer, _ codec: BlockCodec, into output: UnsafeMutableRawBufferPointer
    ) throws(ParquetError) {
        do throws(BlockError) {
            try blocks.decompress(bytes, codec, into: output)
        } catch {
            throw error.isOutOfMemory
                ? ParquetError(.outOfMemory) : .damaged("the page cannot be decompressed: \(error.fault)")
        }
    }
}
