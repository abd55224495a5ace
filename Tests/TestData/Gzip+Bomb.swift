internal import CZlib

extension Gzip {
    /// A member that is far smaller than its text: a start, a block many times over but compressed once, and an end.
    package static func bomb(start: String, block: [UInt8], times: Int, end: String = "") -> [UInt8] {
        let (start, end) = (Array(start.utf8), Array(end.utf8))
        let deflatedBlock = flushed(block)
        var deflated = flushed(start)
        deflated.reserveCapacity(deflated.count + deflatedBlock.count * times + end.count + 64)
        var checksum = crc32(0, start, UInt32(start.count))
        let blockChecksum = crc32(0, block, UInt32(block.count))
        for _ in 0..<times {
            deflated += deflatedBlock
            checksum = crc32_combine(checksum, blockChecksum, block.count)
        }
        deflated += flushed(end)
        checksum = crc32_combine(checksum, crc32(0, end, UInt32(end.count)), end.count)
        // The last block is empty, with fixed codes.
        deflated += [0x03, 0x00]
        let size = UInt32(truncatingIfNeeded: start.count + block.count * times + end.count)
        return header + deflated + littleEndian(UInt32(checksum)) + littleEndian(size)
    }

    /// Deflated bytes that end at a byte boundary and refer to nothing before them.
    private static func flushed(_ bytes: [UInt8]) -> [UInt8] {
        var input = bytes
        var output = [UInt8](repeating: 0, count: Int(compressBound(UInt(bytes.count))) + 64)
        var stream = z_stream()
        return withUnsafeMutablePointer(to: &stream) { stream in
            let size = Int32(MemoryLayout<z_stream>.size)
            let code = deflateInit2_(stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
            precondition(code == Z_OK)
            defer { deflateEnd(stream) }
            input.withUnsafeMutableBufferPointer { input in
                output.withUnsafeMutableBufferPointer { output in
                    stream.pointee.next_in = input.baseAddress
                    stream.pointee.avail_in = UInt32(input.count)
                    stream.pointee.next_out = output.baseAddress
                    stream.pointee.avail_out = UInt32(output.count)
                    precondition(deflate(stream, Z_FULL_FLUSH) == Z_OK && stream.pointee.avail_in == 0)
                }
            }
            return Array(output.dropLast(Int(stream.pointee.avail_out)))
        }
    }
}
