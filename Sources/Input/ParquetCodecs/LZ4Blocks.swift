internal import CLZ4

/// Decompresses the forms of LZ4 that Parquet files hold.
enum LZ4Blocks {
    static func decompressRaw(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(BlockError) {
        guard let inputCount = Int32(exactly: input.count), let outputCount = Int32(exactly: output.count) else {
            throw BlockError("it is larger than 2 GiB")
        }
        // The library refuses an empty output without a buffer.
        var nothing: CChar = 0
        let size = withUnsafeMutablePointer(to: &nothing) { nothing in
            LZ4_decompress_safe(
                input.baseAddress?.assumingMemoryBound(to: CChar.self),
                output.baseAddress?.assumingMemoryBound(to: CChar.self) ?? nothing, inputCount, outputCount)
        }
        guard size >= 0 else { throw BlockError("it cannot be decoded to its size") }
        guard size == outputCount else { throw BlockError.wrongSize(Int(size), expected: output.count) }
    }

    /// Decompresses what writers store under the deprecated codec.
    ///
    /// Nothing names the form. A frame has a signature; Hadoop's framing must match to the last byte, so a raw block comes last.
    static func decompressLegacy(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(BlockError) {
        if input.count >= 4, input.loadUnaligned(as: UInt32.self).littleEndian == 0x184D_2204 {
            return try decompressFrame(input, into: output)
        }
        if decompressHadoop(input, into: output) { return }
        try decompressRaw(input, into: output)
    }

    /// Decompresses Hadoop's framing; false if the bytes are something else.
    ///
    /// Each part has the decompressed and the compressed size before it: two integers of 4 bytes, big-endian.
    private static func decompressHadoop(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> Bool {
        var (consumed, produced) = (0, 0)
        while consumed < input.count {
            guard input.count - consumed >= 8 else { return false }
            let size = Int(input.loadUnaligned(fromByteOffset: consumed, as: UInt32.self).bigEndian)
            let compressed = Int(input.loadUnaligned(fromByteOffset: consumed + 4, as: UInt32.self).bigEndian)
            consumed += 8
            guard compressed <= input.count - consumed, size <= output.count - produced else { return false }
            do throws(BlockError) {
                try decompressRaw(
                    UnsafeRawBufferPointer(rebasing: input[consumed..<consumed + compressed]),
                    into: UnsafeMutableRawBufferPointer(rebasing: output[produced..<produced + size]))
            } catch {
                return false
            }
            consumed += compressed
            produced += size
        }
        return produced == output.count
    }

    private static func decompressFrame(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(BlockError) {
        var context: OpaquePointer?
        guard LZ4F_isError(LZ4F_createDecompressionContext(&context, UInt32(LZ4F_VERSION))) == 0 else {
            throw BlockError("out of memory", isOutOfMemory: true)
        }
        defer { LZ4F_freeDecompressionContext(context) }
        var (consumed, produced) = (0, 0)
        while consumed < input.count {
            var (read, written) = (input.count - consumed, output.count - produced)
            let code = LZ4F_decompress(
                context, output.baseAddress?.advanced(by: produced), &written,
                input.baseAddress?.advanced(by: consumed), &read, nil)
            guard LZ4F_isError(code) == 0 else { throw BlockError(String(cString: LZ4F_getErrorName(code))) }
            guard read > 0 || written > 0 else { throw BlockError("it is longer than \(output.count) bytes") }
            consumed += read
            produced += written
        }
        guard produced == output.count else { throw BlockError.wrongSize(produced, expected: output.count) }
    }
}
