internal import CSnappy

/// Decompresses raw Snappy.
enum SnappyBlocks {
    static func decompress(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(BlockError) {
        let bytes = input.baseAddress?.assumingMemoryBound(to: CChar.self)
        var size = 0
        // The library checks neither pointer for nil.
        guard let bytes, snappy_uncompressed_length(bytes, input.count, &size) == SNAPPY_OK else {
            throw BlockError("it has no valid header")
        }
        guard size == output.count else { throw BlockError.wrongSize(size, expected: output.count) }
        guard let target = output.baseAddress?.assumingMemoryBound(to: CChar.self) else { return }
        guard snappy_uncompress(bytes, input.count, target, &size) == SNAPPY_OK else {
            throw BlockError("it cannot be decoded")
        }
    }
}
