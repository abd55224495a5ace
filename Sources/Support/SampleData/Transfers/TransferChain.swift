/// Invents transfers in the order of a chain: block by block, transaction by transaction, log by log.
struct TransferChain {
    private let contractSeed: UInt64
    private let accountSeed: UInt64
    private let hashSeed: UInt64
    private let contracts: Int
    private let accounts: Int

    private var block: Block
    private var blockIndex = 0
    private var leftInBlock = 0
    private var logIndex = 0
    private var transaction: Digest
    private var transactions = 0
    private var leftInTransaction = 0

    init(_ options: SampleOptions) {
        contractSeed = TokenContract.seed(options)
        accountSeed = SampleRandom.mix(options.seed, 11)
        hashSeed = SampleRandom.mix(options.seed, 12)
        contracts = TokenContract.count(tokens: options.tokens)
        accounts = max(16, options.transfers / 2)
        block = Block(index: 0, seed: options.seed)
        transaction = Digest(seed: hashSeed, number: 0)
    }

    /// The next transfer; its block number and log index are greater than the previous one's.
    mutating func next(_ random: inout SampleRandom) -> Transfer {
        if leftInBlock == 0 { startBlock(&random) }
        if leftInTransaction == 0 { startTransaction(&random) }
        leftInBlock -= 1
        leftInTransaction -= 1
        logIndex += 1 + (random.once(in: 3) ? 1 + random.zipf(below: 12) : 0)
        var transfer = Transfer(
            block: block, transaction: transaction, logIndex: logIndex,
            token: .derived(seed: contractSeed, number: random.zipf(below: contracts)),
            from: account(&random), to: account(&random), amount: .transferred(&random))
        let draw = random.below(100)
        if draw < 20 { transfer.from = .zero }
        if draw == 20 { transfer.to = .zero }
        return transfer
    }

    /// About 140 transfers per block, from 2 to 278.
    private mutating func startBlock(_ random: inout SampleRandom) {
        block = Block(index: blockIndex, seed: hashSeed)
        blockIndex += 1
        leftInBlock = 2 + random.below(93) + random.below(93) + random.below(93)
        leftInTransaction = 0
        logIndex = random.below(4)
    }

    /// Three of four transactions have one transfer, the others up to 24.
    private mutating func startTransaction(_ random: inout SampleRandom) {
        transactions += 1
        transaction = Digest(seed: hashSeed, number: -transactions)
        leftInTransaction = random.once(in: 4) ? 2 + random.zipf(below: 23) : 1
    }

    /// Half of the transfers are between the few busy accounts, half between any.
    private func account(_ random: inout SampleRandom) -> Address {
        let number = random.once(in: 2) ? random.zipf(below: accounts) : random.below(accounts)
        return .derived(seed: accountSeed, number: number)
    }
}
