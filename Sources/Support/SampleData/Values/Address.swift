/// The 20 bytes of a contract or an account.
struct Address: Equatable {
    var high: UInt64
    var middle: UInt64
    var low: UInt32

    /// The sender of a mint and the receiver of a burn.
    static let zero = Address(high: 0, middle: 0, low: 0)

    /// The address of a number; the same for the same seed.
    static func derived(seed: UInt64, number: Int) -> Address {
        let first = UInt64(number) &* 3
        return Address(
            high: SampleRandom.mix(seed, first), middle: SampleRandom.mix(seed, first &+ 1),
            low: UInt32(truncatingIfNeeded: SampleRandom.mix(seed, first &+ 2)))
    }

    private init(high: UInt64, middle: UInt64, low: UInt32) {
        self.high = high
        self.middle = middle
        self.low = low
    }
}
