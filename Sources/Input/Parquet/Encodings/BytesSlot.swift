/// The place of a value's bytes in a buffer of at most 4 GiB, in 64 bits.
@usableFromInline
enum BytesSlot {
    @inline(__always)
    static func pack(offset: Int, count: Int) -> UInt64 {
        UInt64(truncatingIfNeeded: offset) | UInt64(truncatingIfNeeded: count) << 32
    }

    @inlinable
    static func offset(_ slot: UInt64) -> Int { Int(truncatingIfNeeded: slot & 0xFFFF_FFFF) }

    @inlinable
    static func count(_ slot: UInt64) -> Int { Int(truncatingIfNeeded: slot &>> 32) }
}
