/// The content of a generated pair of exports.
///
/// Equal options give equal bytes on every machine: the generator uses integers only, its own random numbers, and no hashing.
package struct SampleOptions: Sendable, Equatable {
    /// Records in `token_transfers.csv`, the bad and the doubled ones included.
    package var transfers: Int

    /// Records in `tokens.csv`, the bad and the doubled ones included.
    package var tokens: Int

    /// The seed of the random numbers. Another seed gives other contracts, accounts and transactions.
    package var seed: UInt64

    /// The columns, their names, and the line ends.
    package var layout: SampleLayout

    /// The format of the records.
    package var format: SampleFormat

    /// Whether some records must be rejected (see ``SampleGenerator``), and some transfers appear twice or contradict an earlier one.
    package var badRecords: Bool

    /// Whether valid records have forms that break naive readers: quoted line ends, NUL, invalid UTF-8, names of
    /// several KB, mixed-case hex, leading zeros, other spellings of a timestamp, blank lines between records.
    package var hostile: Bool

    /// Whether `tokens.csv` has one record of exactly ``SampleGenerator/recordLimit`` bytes, which must load, and one
    /// that is a byte longer, which must be rejected.
    package var oversizedRecord: Bool

    /// The average interval of bad transfers. As many are exact duplicates, and as many conflict with an earlier one.
    package var badTransferInterval: Int

    /// The average interval of bad token records. As many are exact duplicates.
    package var badTokenInterval: Int

    package init(
        transfers: Int, tokens: Int, seed: UInt64 = 1, layout: SampleLayout = .bigquery, format: SampleFormat = .csv,
        badRecords: Bool = true,
        hostile: Bool = true, oversizedRecord: Bool = false, badTransferInterval: Int = 2_000,
        badTokenInterval: Int = 200
    ) {
        self.transfers = transfers
        self.tokens = tokens
        self.seed = seed
        self.layout = layout
        self.format = format
        self.badRecords = badRecords
        self.hostile = hostile
        self.oversizedRecord = oversizedRecord
        self.badTransferInterval = badTransferInterval
        self.badTokenInterval = badTokenInterval
    }
}
