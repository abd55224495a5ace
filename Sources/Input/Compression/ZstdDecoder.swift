internal import CZstd

/// Decompresses a frame of Zstandard (RFC 8878), or skips a skippable one. Takes the frame's window, 8 MiB at most at
/// the levels up to 19, and about 300 KiB.
package struct ZstdDecoder: MemberDecoder, ~Copyable {
    package static let name = "zstd"
    /// A frame, or one of 16 kinds of skippable frames.
    package static let beginnings = [
        MemberBeginning([0x28, 0xB5, 0x2F, 0xFD]), MemberBeginning([0x50, 0x2A, 0x4D, 0x18], freeBits: 0x0F),
    ]
    package static let padding = Padding.none
    package static let remedy = "zstd -dc --long=31 FILE | zstd"

    private let context: OpaquePointer
    /// The number of bytes that the library requests next, including 3 for the header after a block unless it is the last.
    private var wanted = 1
    private var frameBytes = 0
    private var mayHoldText = false

    private static let longestFrameHeader = 18
    private static let blockHeader = 3

    package init?() {
        guard let context = ZSTD_createDCtx() else { return nil }
        self.context = context
        ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Int32(MemoryLimit.binaryLogarithm))
    }

    deinit {
        ZSTD_freeDCtx(context)
    }

    package mutating func restart() -> Bool {
        (wanted, frameBytes, mayHoldText) = (1, 0, false)
        return ZSTD_isError(ZSTD_DCtx_reset(context, ZSTD_reset_session_only)) == 0
    }

    package mutating func decode(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> DecodedPart {
        var source = ZSTD_inBuffer(src: input.baseAddress, size: 0, pos: 0)
        var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        var result = DecodingResult.incomplete
        while target.pos < target.size, mayHoldText || source.pos < input.count {
            let start = source.pos
            source.size = start + portion(of: input.count - start)
            let code = ZSTD_decompressStream(context, &target, &source)
            guard ZSTD_isError(code) == 0 else {
                result = Self.result(ofError: code)
                break
            }
            frameBytes += source.pos - start
            wanted = code
            mayHoldText = target.pos == target.size
            if code == 0 {
                mayHoldText = false
                result = .end
                break
            }
        }
        return DecodedPart(consumed: source.pos, produced: target.pos, result: result)
    }

    /// The number of bytes to pass to the library at once: a header, or the content of a block.
    ///
    /// A failed call does not report the bytes it wrote before the failure, so no call may do both. Only for the last block
    /// does the library compare the size after writing. The frame's header is passed byte by byte. Given a whole
    /// frame, the library would decompress it in one go, and would not report the text before the damage.
    private func portion(of available: Int) -> Int {
        if mayHoldText { return 0 }
        if frameBytes < Self.longestFrameHeader { return 1 }
        return min(available, wanted > Self.blockHeader ? wanted - Self.blockHeader : wanted)
    }

    private static func result(ofError code: Int) -> DecodingResult {
        switch ZSTD_getErrorCode(code) {
        case ZSTD_error_frameParameter_windowTooLarge: .tooDemanding
        case ZSTD_error_memory_allocation: .outOfMemory
        default: .corrupt(String(cString: ZSTD_getErrorName(code)))
        }
    }
}
