internal import Downloads
internal import SourceDescriptions

/// The logs of a range's blocks, verified as the source's job says.
struct RangeAnswers {
    private let range: NodeRange
    private let node: KnownNode
    private var receipts: BlockReceipts?
    private var second: SecondAnswer?
    /// For the blocks that come next.
    private var early = EarlyRequests()

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
        if let blocks = early.blocks(from: next) { return blocks }
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
        let logs = try read(blocks, asking)
        try second?.check(logs, of: blocks, from: asking.place)
        // Not before: an answer that is refused is asked for again, for fewer blocks.
        node.pace.succeed(UInt64(blocks.count), logs: logs.count)
        return logs
    }

    private mutating func read(
        _ blocks: ClosedRange<UInt64>, _ asking: NodeAsking
    ) throws(NodeFailure) -> LogList {
        if let request = early.take(blocks, asking) {
            do throws(NodeFailure) {
                return try read(blocks, request, asking)
            } catch {
                // A server breaks an answer off that nobody has read for long: that says nothing of the number of blocks.
                switch error {
                case .tooLarge(.none, _), .unreachable: break
                default: throw error
                }
            }
        }
        early.removeAll()
        return try read(blocks, nil, asking)
    }

    private mutating func read(
        _ blocks: ClosedRange<UInt64>, _ request: PostedRequest?, _ asking: NodeAsking
    ) throws(NodeFailure) -> LogList {
        let other = node.endpoints[(asking.place + 1) % node.endpoints.count]
        let (last, count) = (range.blocks.upperBound, node.pace.blocks)
        return try LogAnswer(blocks, in: range).get(from: asking.endpoint, beside: other, request) {
            early.send(behind: blocks.upperBound, to: last, by: count, asking)
        }
    }
}
