/// A block: the common values of its transfers and of the tokens created in it.
struct Block: Equatable {
    /// The first block of every sample, as in a real export.
    static let first = 15_320_500

    let number: Int

    /// Seconds since 1970, UTC: `2022-08-08 23:06:52` for the first block, then one block every 12 seconds.
    let timestamp: Int

    let hash: Digest

    init(index: Int, seed: UInt64) {
        number = Self.first + index
        timestamp = 1_660_000_012 + 12 * index
        hash = Digest(seed: seed, number: index)
    }
}
