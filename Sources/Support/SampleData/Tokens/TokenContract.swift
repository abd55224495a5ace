/// The numbering of the contracts that transfers belong to: the lower the number, the busier the contract.
///
/// Every tenth contract has no metadata and so no record in `tokens.csv`, as in real exports.
enum TokenContract {
    static func seed(_ options: SampleOptions) -> UInt64 {
        SampleRandom.mix(options.seed, 10)
    }

    /// The number of the contract that the `token`-th distinct token (from 0) describes.
    static func number(token: Int) -> Int {
        token + token / 9
    }

    /// The number of contracts for a number of token records.
    static func count(tokens: Int) -> Int {
        number(token: tokens) + 1
    }
}
