/// Writes the records of `token_transfers.csv`: the transfers of a chain, and among them the bad and the doubled ones.
struct TransferRecords {
    private let options: SampleOptions
    private(set) var layout: RecordLayout
    private var chain: TransferChain
    private var random: SampleRandom
    /// Earlier transfers that were written once. Each is doubled or contradicted at most once, so that the counts do
    /// not depend on the order of loading.
    private var remembered: [Transfer] = []

    private static let memory = 64

    init(_ options: SampleOptions) {
        self.options = options
        layout = RecordLayout(options, of: .tokenTransfers)
        chain = TransferChain(options)
        random = SampleRandom(seed: SampleRandom.mix(options.seed, 21))
    }

    /// Appends the next record and counts its expected outcome.
    mutating func appendNext(to buffer: inout RecordBuffer, count: inout SampleFile) {
        if options.hostile, random.once(in: 5_000) { layout.appendLineEnd(to: &buffer) }
        count.records += 1
        switch options.badRecords ? random.below(options.badTransferInterval) : .max {
        case 0: appendBad(to: &buffer, count: &count)
        case 1: appendDuplicate(to: &buffer, count: &count)
        case 2: appendConflict(to: &buffer, count: &count)
        default: appendGood(to: &buffer, count: &count)
        }
    }

    private mutating func appendBad(to buffer: inout RecordBuffer, count: inout SampleFile) {
        count.rejected += 1
        append(chain.next(&random), to: &buffer, fault: layout.takeFault(), spelling: Transfer.Spelling())
    }

    private mutating func appendGood(to buffer: inout RecordBuffer, count: inout SampleFile) {
        count.loaded += 1
        var transfer = chain.next(&random)
        if options.hostile, random.once(in: 1_000) { transfer.from = nil }
        if options.hostile, random.once(in: 1_000) { transfer.to = nil }
        append(transfer, to: &buffer, spelling: spelling())
        if options.badRecords, random.once(in: 16) { remember(transfer) }
    }

    private mutating func appendDuplicate(to buffer: inout RecordBuffer, count: inout SampleFile) {
        guard !remembered.isEmpty else { return appendGood(to: &buffer, count: &count) }
        count.duplicates += 1
        append(recall(), to: &buffer, spelling: spelling())
    }

    private mutating func appendConflict(to buffer: inout RecordBuffer, count: inout SampleFile) {
        guard !remembered.isEmpty else { return appendGood(to: &buffer, count: &count) }
        count.rejected += 1
        count.conflicts += 1
        var transfer = recall()
        // No other transfer has an amount of 41 digits, so this one always differs.
        transfer.amount = .digits(41, seed: random.next())
        append(transfer, to: &buffer, spelling: spelling())
    }

    private mutating func remember(_ transfer: Transfer) {
        if remembered.count < Self.memory {
            remembered.append(transfer)
        } else {
            remembered[random.below(Self.memory)] = transfer
        }
    }

    private mutating func recall() -> Transfer {
        remembered.swapAt(random.below(remembered.count), remembered.count - 1)
        return remembered.removeLast()
    }

    private mutating func spelling() -> Transfer.Spelling {
        let usual = options.format.timestamp
        guard options.hostile else { return Transfer.Spelling(timestamp: usual) }
        let timestamps: [TimestampSpelling] = [.plain, .offset, .shortOffset, .rfc3339, .unixSeconds]
        return Transfer.Spelling(
            mixedCase: random.once(in: 32), leadingZeros: random.once(in: 256),
            timestamp: random.once(in: 256) ? timestamps[random.below(timestamps.count)] : usual)
    }

    private func append(
        _ transfer: Transfer, to buffer: inout RecordBuffer, fault: Fault? = nil, spelling: Transfer.Spelling
    ) {
        layout.append(to: &buffer, fault: fault) { column, buffer in
            transfer.append(column, to: &buffer, spelling: spelling)
        }
    }
}
