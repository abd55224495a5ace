/// A part of a page's bytes that is consumed from its start. At least ``ByteBuffer/slack`` bytes behind it may be loaded.
///
/// The owner of the page keeps the bytes alive.
struct PageBytes {
    private(set) var start: UnsafeRawPointer
    private(set) var count: Int

    init(_ start: UnsafeRawPointer, count: Int) {
        self.start = start
        self.count = count
    }

    /// Consumes bytes; the caller has checked that there are as many.
    mutating func drop(_ bytes: Int) {
        start += bytes
        count -= bytes
    }

    /// Consumes a part; nil if there are fewer bytes.
    mutating func take(_ bytes: Int) -> PageBytes? {
        guard bytes >= 0, bytes <= count else { return nil }
        defer { drop(bytes) }
        return PageBytes(start, count: bytes)
    }

    mutating func byte() -> UInt8? {
        guard count > 0 else { return nil }
        defer { drop(1) }
        return start.load(as: UInt8.self)
    }

    /// Consumes 4 bytes, little-endian.
    mutating func word() -> Int? {
        guard count >= 4 else { return nil }
        defer { drop(4) }
        return Int(UInt32(littleEndian: start.loadUnaligned(as: UInt32.self)))
    }

    /// Consumes a ULEB128 integer; nil if it is truncated or exceeds 64 bits.
    mutating func varint() -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while let byte = byte() {
            guard shift < 63 || byte <= 1 else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        return nil
    }

    /// Consumes a zigzag ULEB128 integer.
    mutating func zigzag() -> Int64? {
        varint().map { Int64(bitPattern: $0 >> 1) ^ -Int64(bitPattern: $0 & 1) }
    }
}
