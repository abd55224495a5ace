internal import SourceDescriptions

/// The logs of a range's blocks, verified as the source's job says.
struct RangeAnswers {
    private let range: NodeRange
    private let node: KnownNode
    private var receipts: BlockReceipts?
    private var second: SecondAnswer?
    /// Of the blocks that come next.
    private var early: EarlyRequest?

    /// - Parameter first: the first block that is read.
    init(_ range: NodeRange, from first: UInt64, _ node: KnownNode, _ verification: RangeVerification?) {
        self.range = range
        self.node = node
        switch verification {
        case .receipts: receipts = BlockReceipts(range, from: first)
        case .second: second = SecondAnswer(range, node)
        case nil: break
        }
    }

    /// The blocks to ask for next.
    func blocks(from next: UInt64) -> ClosedRange<UInt64> {
        if let early, early.blocks.lowerBound == next { return early.blocks }
        let count = receipts == nil ? max(1, node.pace.blocks) : 1
        return next...next + min(count, range.blocks.upperBound - next + 1) - 1
    }

    /// Asks for the logs of blocks.
    ///
    /// - Returns: nil if there was something else to ask first.
    mutating func logs(
        of blocks: ClosedRange<UInt64>, _ asking: NodeAsking
    ) throws(NodeFailure) -> LogList? {
        if receipts != nil {
            return try receipts?.logs(of: blocks.lowerBound, from: asking.endpoint, place: asking.place)
        }
        let posted = early?.request(for: blocks, asking)
        early = nil
        let other = node.endpoints[(asking.place + 1) % node.endpoints.count]
        let logs = try LogAnswer(blocks, in: range).get(from: asking.endpoint, beside: other, posted) {
            askEarly(behind: blocks, asking)
        }
        try second?.check(logs, of: blocks, from: asking.place)
        // Not before: an answer that is refused is asked for again, for fewer blocks.
        node.pace.succeed(UInt64(blocks.count), logs: logs.count)
        return logs
    }

    private mutating func askEarly(behind blocks: ClosedRange<UInt64>, _ asking: NodeAsking) {
        guard blocks.upperBound < range.blocks.upperBound else { return }
        early = EarlyRequest(for: self.blocks(from: blocks.upperBound + 1), asking)
    }
}
