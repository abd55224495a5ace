/// The 32 bytes of a block's or a transaction's hash.
struct Digest: Equatable {
    let words: (UInt64, UInt64, UInt64, UInt64)

    init(seed: UInt64, number: Int) {
        let first = UInt64(truncatingIfNeeded: number) &* 4
        words = (
            SampleRandom.mix(seed, first), SampleRandom.mix(seed, first &+ 1), SampleRandom.mix(seed, first &+ 2),
            SampleRandom.mix(seed, first &+ 3)
        )
    }

    static func == (left: Digest, right: Digest) -> Bool {
        left.words == right.words
    }
}
