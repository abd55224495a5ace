internal import Glibc

// The only unsafe code of the module. The C library searches for a byte with vector instructions, an order of magnitude
// faster than a loop over a span. No pointer escapes.
extension RawSpan {
    /// The offset of the first `byte` at `start` or after it; the span's size when there is none.
    @inline(__always)
    package func firstOffset(of byte: UInt8, from start: Int) -> Int {
        withUnsafeBytes { buffer in
            guard start < buffer.count, let base = buffer.baseAddress else { return buffer.count }
            guard let found = memchr(base + start, Int32(byte), buffer.count - start) else { return buffer.count }
            return UnsafeRawPointer(found) - base
        }
    }

    /// The number of bytes with a value, eight at a time.
    package func count(of byte: UInt8) -> Int {
        let pattern = UInt64(byte) &* 0x0101_0101_0101_0101
        let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
        var (count, offset) = (0, 0)
        while offset + 8 <= byteCount {
            let word = unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self) ^ pattern
            // The top bit of each byte is set exactly where the byte is zero.
            count += (~((word & low) &+ low | word | low)).nonzeroBitCount
            offset += 8
        }
        while offset < byteCount {
            if self.byte(at: offset) == byte { count += 1 }
            offset += 1
        }
        return count
    }

    /// Whether both spans hold the same bytes.
    package func isIdentical(to other: RawSpan) -> Bool {
        guard byteCount == other.byteCount else { return false }
        return withUnsafeBytes { left in
            other.withUnsafeBytes { right in
                guard let left = left.baseAddress, let right = right.baseAddress else { return true }
                return memcmp(left, right, byteCount) == 0
            }
        }
    }

    /// Whether the span holds these bytes.
    func isIdentical(to bytes: [UInt8]) -> Bool {
        isIdentical(to: bytes.span.bytes)
    }

    /// The byte at an offset, which must lie within the span.
    @inline(__always)
    package func byte(at offset: Int) -> UInt8 {
        unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }
}
