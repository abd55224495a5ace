internal import CZlib

/// Decompresses a member of gzip (RFC 1952). Takes about 50 KiB.
package struct GzipDecoder: MemberDecoder, ~Copyable {
    package static let name = "gzip"
    package static let beginnings = [MemberBeginning([0x1F, 0x8B])]
    package static let padding = Padding.atTheEnd
    package static let remedy = "gzip -dc FILE | gzip"

    // zlib keeps a pointer back to the stream, so the stream must keep its address.
    private let stream: UnsafeMutablePointer<z_stream>

    package init?() {
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

    package mutating func restart() -> Bool {
        inflateReset(stream) == Z_OK
    }

    package mutating func decode(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> DecodedPart {
        let (inputCount, outputCount) = (UInt32(clamping: input.count), UInt32(clamping: output.count))
        // zlib never writes to its input, but declares it mutable.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = inputCount
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = outputCount
        let code = inflate(stream, Z_NO_FLUSH)
        let consumed = Int(inputCount - stream.pointee.avail_in)
        let produced = Int(outputCount - stream.pointee.avail_out)
        stream.pointee.next_in = nil
        stream.pointee.next_out = nil
        return DecodedPart(consumed: consumed, produced: produced, result: result(of: code))
    }

    private func result(of code: Int32) -> DecodingResult {
        switch code {
        // zlib returns the latter if there was nothing to do.
        case Z_OK, Z_BUF_ERROR: .incomplete
        case Z_STREAM_END: .end
        case Z_MEM_ERROR: .outOfMemory
        default: .corrupt(stream.pointee.msg.map { String(cString: $0) } ?? "it cannot be decoded")
        }
    }
}
