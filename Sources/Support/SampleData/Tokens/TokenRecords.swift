/// Writes the records of `tokens.csv`: new tokens, and among them repeated, doubled and bad ones.
struct TokenRecords {
    private let options: SampleOptions
    private let factory: TokenFactory
    private(set) var layout: RecordLayout
    private var random: SampleRandom
    private var written = 0
    private var distinct = 0
    private var remembered: [(contract: Int, block: Block)] = []
    private var lastGood: Token?

    private static let memory = 32

    init(_ options: SampleOptions) {
        self.options = options
        factory = TokenFactory(options)
        layout = RecordLayout(options, of: .tokens)
        random = SampleRandom(seed: SampleRandom.mix(options.seed, 22))
    }

    /// Appends the next record and counts its expected outcome.
    mutating func appendNext(to buffer: inout RecordBuffer, count: inout SampleFile) {
        if options.hostile, random.once(in: 500) { layout.appendLineEnd(to: &buffer) }
        defer { written += 1 }
        count.records += 1
        if options.oversizedRecord, written == options.tokens / 2 {
            appendSized(SampleGenerator.recordLimit, to: &buffer)
            count.loaded += 1
        } else if options.oversizedRecord, written == options.tokens / 2 + 1 {
            appendSized(SampleGenerator.recordLimit + 1, to: &buffer)
            count.rejected += 1
        } else {
            appendDrawn(to: &buffer, count: &count)
        }
    }

    private mutating func appendDrawn(to buffer: inout RecordBuffer, count: inout SampleFile) {
        let draw = options.badRecords ? random.below(options.badTokenInterval) : .max
        if draw == 0 {
            count.rejected += 1
            append(newToken(), to: &buffer, fault: layout.takeFault())
        } else if draw == 1, let lastGood {
            count.duplicates += 1
            appendGood(lastGood, to: &buffer, count: &count)
        } else if !remembered.isEmpty, random.once(in: 25) {
            count.duplicates += 1
            appendGood(repeatedToken(), to: &buffer, count: &count)
        } else {
            appendNew(to: &buffer, count: &count)
        }
    }

    private mutating func appendNew(to buffer: inout RecordBuffer, count: inout SampleFile) {
        count.loaded += 1
        let token = newToken()
        appendGood(token, to: &buffer, count: &count)
        remember(contract: TokenContract.number(token: distinct - 1), at: token.block)
    }

    private mutating func appendGood(_ token: Token, to buffer: inout RecordBuffer, count: inout SampleFile) {
        if token.needsRepair { count.repaired += 1 }
        lastGood = token
        append(token, to: &buffer)
    }

    private mutating func newToken() -> Token {
        distinct += 1
        let contract = TokenContract.number(token: distinct - 1)
        return factory.token(contract: contract, at: factory.block(&random), &random)
    }

    private mutating func remember(contract: Int, at block: Block) {
        if remembered.count < Self.memory {
            remembered.append((contract, block))
        } else if random.once(in: 8) {
            remembered[random.below(Self.memory)] = (contract, block)
        }
    }

    /// A repeated contract: at any earlier or later block; one time in four at the same one, with other content.
    private mutating func repeatedToken() -> Token {
        let (contract, block) = remembered[random.below(remembered.count)]
        let other = random.once(in: 4) ? block : factory.block(&random)
        return factory.token(contract: contract, at: other, &random)
    }

    /// Appends a record of exactly `size` bytes, without the line end.
    private mutating func appendSized(_ size: Int, to buffer: inout RecordBuffer) {
        var token = newToken()
        token.name = .letters(1)
        var empty = RecordBuffer(capacity: 1 << 16)
        append(token, to: &empty)
        token.name = .letters(size + 1 - empty.bytes.count + layout.lineEnd.utf8CodeUnitCount)
        append(token, to: &buffer)
    }

    private func append(_ token: Token, to buffer: inout RecordBuffer, fault: Fault? = nil) {
        layout.append(to: &buffer, fault: fault) { column, buffer in token.append(column, to: &buffer) }
    }
}
