/// SplitMix64: a seed gives the same numbers on every machine.
package struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    package init(_ seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    package mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
    }

    /// Digits of a radix, with letters in either case.
    package mutating func digits(_ count: Int, radix: Int) -> String {
        (0..<count).map { _ in
            let digit = String(Int.random(in: 0..<radix, using: &self), radix: radix)
            return Bool.random(using: &self) ? digit.uppercased() : digit
        }.joined()
    }
}
