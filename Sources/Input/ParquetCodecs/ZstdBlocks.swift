internal import CZstd

/// Decompresses frames of Zstandard (RFC 8878). Takes no window: the output is one.
struct ZstdBlocks: ~Copyable {
    private let context: OpaquePointer

    /// Nil if memory is insufficient.
    init?() {
        guard let context = ZSTD_createDCtx() else { return nil }
        self.context = context
    }

    deinit {
        ZSTD_freeDCtx(context)
    }

    mutating func decompress(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(BlockError) {
        let size = ZSTD_decompressDCtx(context, output.baseAddress, output.count, input.baseAddress, input.count)
        guard ZSTD_isError(size) == 0 else {
            let isOutOfMemory = ZSTD_getErrorCode(size) == ZSTD_error_memory_allocation
            throw BlockError(String(cString: ZSTD_getErrorName(size)), isOutOfMemory: isOutOfMemory)
        }
        guard size == output.count else { throw BlockError.wrongSize(size, expected: output.count) }
    }
}
