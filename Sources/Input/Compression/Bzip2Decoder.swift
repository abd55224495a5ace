internal import CBzip2

/// Decompresses a stream of bzip2; a file may have many. Takes up to 3.7 MB of memory.
package struct Bzip2Decoder: MemberDecoder, ~Copyable {
    package static let name = "bzip2"
    /// A level from 1 to 9, and a block or the end: the first three bytes alone might also begin a text.
    package static let beginnings = [
        MemberBeginning(Array("BZh01AY&SY".utf8), freeBits: 0x0F, at: 3),
        MemberBeginning(Array("BZh0".utf8) + [0x17, 0x72, 0x45, 0x38, 0x50, 0x90], freeBits: 0x0F, at: 3),
    ]
    package static let padding = Padding.none
    package static let remedy = "bzip2 -dc FILE | bzip2"

    // The library keeps a pointer back to the stream, so the stream must keep its address.
    private let stream: UnsafeMutablePointer<bz_stream>

    package init?() {
        let stream = UnsafeMutablePointer<bz_stream>.allocate(capacity: 1)
        stream.initialize(to: bz_stream())
        guard BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK else {
            stream.deallocate()
            return nil
        }
        self.stream = stream
    }

    deinit {
        // If there is nothing to end, the library refuses the call without harm.
        BZ2_bzDecompressEnd(stream)
        stream.deallocate()
    }

    package mutating func restart() -> Bool {
        BZ2_bzDecompressEnd(stream)
        return BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK
    }

    package mutating func decode(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> DecodedPart {
        let (inputCount, outputCount) = (UInt32(clamping: input.count), UInt32(clamping: output.count))
        // The library only reads the input, but declares it mutable.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress?.assumingMemoryBound(to: CChar.self))
        stream.pointee.avail_in = inputCount
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: CChar.self)
        stream.pointee.avail_out = outputCount
        let code = BZ2_bzDecompress(stream)
        let consumed = Int(inputCount - stream.pointee.avail_in)
        let produced = Int(outputCount - stream.pointee.avail_out)
        stream.pointee.next_in = nil
        stream.pointee.next_out = nil
        return DecodedPart(consumed: consumed, produced: produced, result: Self.result(of: code))
    }

    // The library has no error messages.
    private static func result(of code: Int32) -> DecodingResult {
        switch code {
        case BZ_OK: .incomplete
        case BZ_STREAM_END: .end
        case BZ_MEM_ERROR: .outOfMemory
        case BZ_DATA_ERROR: .corrupt("a block does not match its checksum, or cannot be decoded")
        default: .corrupt("it cannot be decoded")
        }
    }
}
