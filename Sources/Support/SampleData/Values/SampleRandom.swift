/// Random numbers that are the same everywhere: xoshiro256**, its state filled by SplitMix64.
///
/// Source: Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators" (prng.di.unimi.it).
struct SampleRandom {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    init(seed: UInt64) {
        state = (
            Self.mix(seed, 1), Self.mix(seed, 2), Self.mix(seed, 3), Self.mix(seed, 4)
        )
    }

    /// The SplitMix64 number at a position of the sequence that starts at `seed`: a hash with random access.
    static func mix(_ seed: UInt64, _ place: UInt64) -> UInt64 {
        var word = seed &+ place &* 0x9E37_79B9_7F4A_7C15
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    mutating func next() -> UInt64 {
        let scrambled = state.1 &* 5
        let result = (scrambled << 7 | scrambled >> 57) &* 9
        let shifted = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = state.3 << 45 | state.3 >> 19
        return result
    }

    /// A number in `0..<bound`; `bound` must be positive.
    mutating func below(_ bound: UInt64) -> UInt64 {
        next().multipliedFullWidth(by: bound).high
    }

    mutating func below(_ bound: Int) -> Int {
        Int(below(UInt64(bound)))
    }

    /// True once in `interval` calls, on average.
    mutating func once(in interval: Int) -> Bool {
        below(interval) == 0
    }

    /// A rank in `0..<bound` by Zipf's law with exponent 1, in integers: every power of two of ranks is equally likely.
    mutating func zipf(below bound: Int) -> Int {
        let levels = Int.bitWidth - bound.leadingZeroBitCount
        while true {
            let first = 1 << below(levels)
            let rank = first - 1 + below(first)
            if rank < bound { return rank }
        }
    }
}
