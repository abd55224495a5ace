/// Keccak-256 as Ethereum uses it: Keccak[512] with the padding of before SHA-3 (FIPS 202 has another).
package enum Keccak256 {
    /// The bytes that are absorbed between two permutations.
    static let rate = 136

    /// Hashes bytes, without an allocation.
    package static func hash(_ bytes: RawSpan) -> Digest256 {
        bytes.withUnsafeBytes { hash($0) }
    }

    /// Hashes bytes that come behind others, without copying more than a block of them.
    package static func hash(_ head: [UInt8], _ tail: RawSpan) -> Digest256 {
        tail.withUnsafeBytes { tail in
            let missing = min((rate - head.count % rate) % rate, tail.count)
            let blocks = head + tail[..<missing]
            var state = KeccakState()
            let whole = blocks.withUnsafeBytes { absorb($0, into: &state) }
            let rest = UnsafeRawBufferPointer(rebasing: tail[missing...])
            // With bytes left over in the head, all of the tail is there.
            return whole == blocks.count ? end(rest, &state) : blocks[whole...].withUnsafeBytes { end($0, &state) }
        }
    }

    private static func hash(_ bytes: UnsafeRawBufferPointer) -> Digest256 {
        var state = KeccakState()
        return end(bytes, &state)
    }

    /// Absorbs the whole blocks of some bytes.
    ///
    /// - Returns: the number of their bytes.
    private static func absorb(_ bytes: UnsafeRawBufferPointer, into state: inout KeccakState) -> Int {
        var start = 0
        while start + rate <= bytes.count {
            state.absorb { bytes.loadUnaligned(fromByteOffset: start + $0 * 8, as: UInt64.self).littleEndian }
            state.permute()
            start += rate
        }
        return start
    }

    /// Absorbs the last bytes.
    private static func end(_ bytes: UnsafeRawBufferPointer, _ state: inout KeccakState) -> Digest256 {
        let start = absorb(bytes, into: &state)
        let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
        state.absorb { lastWord($0, of: rest) }
        state.permute()
        let row = state.first
        return Digest256(row.a.byteSwapped, row.b.byteSwapped, row.c.byteSwapped, row.d.byteSwapped)
    }

    /// A word of the last block: a bit behind the bytes, zeros, and a bit at its end.
    private static func lastWord(_ number: Int, of rest: UnsafeRawBufferPointer) -> UInt64 {
        var word: UInt64 = number == 16 ? 1 << 63 : 0
        let start = number * 8
        if start + 8 <= rest.count {
            return word ^ rest.loadUnaligned(fromByteOffset: start, as: UInt64.self).littleEndian
        }
        guard start <= rest.count else { return word }
        for place in start..<rest.count { word ^= UInt64(rest[place]) << UInt64((place - start) * 8) }
        return word ^ 1 << UInt64((rest.count - start) * 8)
    }
}
