internal import CBrotli

/// Decompresses Brotli (RFC 7932). Each call takes the stream's window, 16 MiB at most, for as long as it runs.
enum BrotliBlocks {
    static func decompress(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(BlockError) {
        var size = output.count
        let result = BrotliDecoderDecompress(
            input.count, input.baseAddress?.assumingMemoryBound(to: UInt8.self), &size,
            output.baseAddress?.assumingMemoryBound(to: UInt8.self))
        guard result == BROTLI_DECODER_RESULT_SUCCESS else { throw BlockError("it cannot be decoded to its size") }
        guard size == output.count else { throw BlockError.wrongSize(size, expected: output.count) }
    }
}
