internal import CZlib

/// Decompresses members of gzip (RFC 1952), one after another, into one buffer.
struct GzipBlocks: ~Copyable {
    // zlib keeps a pointer back to the stream, so the stream must keep its address.
    private let stream: UnsafeMutablePointer<z_stream>

    /// Nil if memory is insufficient.
    init?() {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard inflate_init_gzip(stream) == Z_OK else {
            stream.deallocate()
            return nil
        }
        self.stream = stream
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    mutating func decompress(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(BlockError) {
        var (consumed, produced) = (0, 0)
        repeat {
            guard inflateReset(stream) == Z_OK else { throw BlockError("zlib refuses another member") }
            let part = try member(
                UnsafeRawBufferPointer(rebasing: input[consumed...]),
                into: UnsafeMutableRawBufferPointer(rebasing: output[produced...]))
            consumed += part.consumed
            produced += part.produced
        } while consumed < input.count && produced < output.count
        guard produced == output.count else { throw BlockError.wrongSize(produced, expected: output.count) }
        guard consumed == input.count else {
            throw BlockError("\(input.count - consumed) bytes follow its \(output.count) decompressed bytes")
        }
    }

    private func member(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(BlockError) -> (consumed: Int, produced: Int) {
        let (inputCount, outputCount) = (UInt32(clamping: input.count), UInt32(clamping: output.count))
        // zlib never writes to its input, but declares it mutable.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = inputCount
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = outputCount
        let code = inflate(stream, Z_FINISH)
        let consumed = Int(inputCount - stream.pointee.avail_in)
        let produced = Int(outputCount - stream.pointee.avail_out)
        stream.pointee.next_in = nil
        stream.pointee.next_out = nil
        switch code {
        case Z_STREAM_END: return (consumed, produced)
        case Z_MEM_ERROR: throw BlockError("out of memory", isOutOfMemory: true)
        case Z_OK, Z_BUF_ERROR:
            throw BlockError(produced == output.count ? "it is longer than \(output.count) bytes" : "it is truncated")
        default: throw BlockError(stream.pointee.msg.map { String(cString: $0) } ?? "it cannot be decoded")
        }
    }
}
