/// Invents the metadata of token contracts, as incomplete as in real exports.
struct TokenFactory {
    private let options: SampleOptions
    private let contractSeed: UInt64
    private let hashSeed: UInt64
    /// The blocks of token records: those of the transfers, and more.
    private let blocks: Int

    init(_ options: SampleOptions) {
        self.options = options
        contractSeed = TokenContract.seed(options)
        hashSeed = SampleRandom.mix(options.seed, 12)
        blocks = 1 + options.transfers / 140 + options.tokens
    }

    func block(_ random: inout SampleRandom) -> Block {
        Block(index: random.below(blocks), seed: hashSeed)
    }

    /// The metadata of a contract at a block; different at every call.
    func token(contract number: Int, at block: Block, _ random: inout SampleRandom) -> Token {
        var token = Token(
            address: .derived(seed: contractSeed, number: number),
            symbol: random.below(500) < 239 ? .empty : .symbol(seed: random.next()),
            name: random.below(500) < 219 ? .empty : .name(seed: random.next()),
            decimals: random.below(500) < 290 ? nil : decimals(&random),
            supply: random.below(500) < 97 ? nil : .supply(&random),
            block: block)
        if options.layout == .ethereumETL { token.hasBlockNumber = random.once(in: 2) }
        if options.hostile { distort(&token, &random) }
        return token
    }

    private func decimals(_ random: inout SampleRandom) -> Amount {
        switch random.below(100) {
        case 0..<70: .word(18)
        case 70..<80: .word(6)
        case 80..<85: .word(8)
        case 85..<95 where options.hostile: .word(random.below(256))
        case 95 where options.hostile: .digits(76, seed: random.next())
        case 96 where options.hostile: .round(1, zeros: 18)
        default: .word(0)
        }
    }

    private func distort(_ token: inout Token, _ random: inout SampleRandom) {
        if random.once(in: 20) { token.symbol = hostileText(&random) }
        if random.once(in: 10) { token.name = hostileText(&random) }
        let timestamps = TimestampSpelling.allCases
        token.spelling = Token.Spelling(
            mixedCase: random.once(in: 5), leadingZeros: random.once(in: 50), quotedNumbers: random.once(in: 50),
            timestamp: random.once(in: 20) ? timestamps[random.below(timestamps.count)] : options.format.timestamp)
    }

    private func hostileText(_ random: inout SampleRandom) -> TokenText {
        switch random.below(20) {
        case 0: .quotedEmpty
        case 1: .hostile(.long(kilobytes: 1 + random.below(8)))
        default: .hostile(HostileText.all[random.below(HostileText.all.count)])
        }
    }
}
