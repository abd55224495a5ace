internal import CLZMA

/// Decompresses a stream of xz; a file may have several. Takes as much memory as the dictionary of the stream: 8 MiB by
/// default, 64 MiB for `xz -9`.
package struct XZDecoder: MemberDecoder, ~Copyable {
    package static let name = "xz"
    package static let beginnings = [MemberBeginning([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0])]
    package static let padding = Padding.fourZeros
    package static let remedy = "xz -dc FILE | xz"

    // The library requires that the stream stays at one address.
    private let stream: UnsafeMutablePointer<lzma_stream>
    // The dictionary alone may take up the limit.
    private static let memoryLimit = MemoryLimit.bytes + (1 << 20)

    package init?() {
        let stream = UnsafeMutablePointer<lzma_stream>.allocate(capacity: 1)
        stream.initialize(to: lzma_stream())
        guard lzma_stream_decoder(stream, Self.memoryLimit, 0) == LZMA_OK else {
            stream.deallocate()
            return nil
        }
        self.stream = stream
    }

    deinit {
        lzma_end(stream)
        stream.deallocate()
    }

    package mutating func restart() -> Bool {
        lzma_stream_decoder(stream, Self.memoryLimit, 0) == LZMA_OK
    }

    package mutating func decode(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> DecodedPart {
        stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = input.count
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = output.count
        let code = lzma_code(stream, LZMA_RUN)
        let consumed = input.count - stream.pointee.avail_in
        let produced = output.count - stream.pointee.avail_out
        stream.pointee.next_in = nil
        stream.pointee.next_out = nil
        return DecodedPart(consumed: consumed, produced: produced, result: Self.result(of: code))
    }

    // The library has no error messages.
    private static func result(of code: lzma_ret) -> DecodingResult {
        switch code {
        // The library returns the latter if there was nothing to do.
        case LZMA_OK, LZMA_BUF_ERROR: .incomplete
        case LZMA_STREAM_END: .end
        case LZMA_MEM_ERROR: .outOfMemory
        case LZMA_MEMLIMIT_ERROR: .tooDemanding
        case LZMA_OPTIONS_ERROR: .corrupt("it uses a feature that this version of liblzma does not support")
        case LZMA_DATA_ERROR: .corrupt("a block does not match its checksum, or cannot be decoded")
        default: .corrupt("it cannot be decoded")
        }
    }
}
