/// XXH64, a fast 64-bit hash that detects damaged bytes
/// (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md). It does not detect tampering.
public enum Checksum {
    /// The XXH64 of `bytes`.
    public static func xxh64(_ bytes: RawSpan, seed: UInt64 = 0) -> UInt64 {
        var hash: UInt64
        var position = 0
        if bytes.byteCount >= 32 {
            var lanes = (seed &+ prime1 &+ prime2, seed &+ prime2, seed, seed &- prime1)
            while position + 32 <= bytes.byteCount {
                lanes.0 = round(lanes.0, load64(bytes, position))
                lanes.1 = round(lanes.1, load64(bytes, position + 8))
                lanes.2 = round(lanes.2, load64(bytes, position + 16))
                lanes.3 = round(lanes.3, load64(bytes, position + 24))
                position += 32
            }
            hash = rotate(lanes.0, 1) &+ rotate(lanes.1, 7) &+ rotate(lanes.2, 12) &+ rotate(lanes.3, 18)
            for lane in [lanes.0, lanes.1, lanes.2, lanes.3] {
                hash = (hash ^ round(0, lane)) &* prime1 &+ prime4
            }
        } else {
            hash = seed &+ prime5
        }
        hash = hash &+ UInt64(bytes.byteCount)
        return avalanche(tail(bytes, position, hash))
    }

    private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
    private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
    private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
    private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

    private static func tail(_ bytes: RawSpan, _ start: Int, _ startHash: UInt64) -> UInt64 {
        var hash = startHash
        var position = start
        while position + 8 <= bytes.byteCount {
            hash = rotate(hash ^ round(0, load64(bytes, position)), 27) &* prime1 &+ prime4
            position += 8
        }
        if position + 4 <= bytes.byteCount {
            let word = UInt32(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt32.self))
            hash = rotate(hash ^ UInt64(word) &* prime1, 23) &* prime2 &+ prime3
            position += 4
        }
        while position < bytes.byteCount {
            let byte = bytes.unsafeLoad(fromByteOffset: position, as: UInt8.self)
            hash = rotate(hash ^ UInt64(byte) &* prime5, 11) &* prime1
            position += 1
        }
        return hash
    }

    private static func avalanche(_ value: UInt64) -> UInt64 {
        var hash = value
        hash = (hash ^ hash >> 33) &* prime2
        hash = (hash ^ hash >> 29) &* prime3
        return hash ^ hash >> 32
    }

    private static func round(_ accumulator: UInt64, _ lane: UInt64) -> UInt64 {
        rotate(accumulator &+ lane &* prime2, 31) &* prime1
    }

    private static func rotate(_ value: UInt64, _ bits: UInt64) -> UInt64 { value << bits | value >> (64 - bits) }

    private static func load64(_ bytes: RawSpan, _ offset: Int) -> UInt64 {
        UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}
