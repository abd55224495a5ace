internal import SourceDescriptions

/// Compares the logs of some blocks with those that another URL of the node gives, with all checks of an answer.
struct SecondAnswer {
    private let range: NodeRange
    private let node: KnownNode
    /// The last URL whose chain has been compared with the range's.
    private var compared: Int?

    init(_ range: NodeRange, _ node: KnownNode) {
        self.range = range
        self.node = node
    }

    /// Fails if the other URL gives other logs.
    ///
    /// - Parameter place: of the URL among all tries that the logs are from.
    mutating func check(_ logs: LogList, of blocks: ClosedRange<UInt64>, from place: Int) throws(NodeFailure) {
        let first = place % node.endpoints.count
        guard let second = node.other(than: first) else { return }
        let endpoint = node.endpoints[second]
        if compared != second {
            _ = try ChainAnchor(range).prove(endpoint)
            compared = second
        }
        let others = try LogAnswer(blocks, in: range).get(from: endpoint, beside: node.endpoints[first])
        guard let difference = Self.difference(logs, others) else { return }
        throw .wrongAnswer(
            "URLs \(first + 1) and \(second + 1) of the node give different transfers: \(difference). A third URL, or --verify receipts, tells which of them is right"
        )
    }

    /// The first difference in words; nil if there is none.
    private static func difference(_ logs: LogList, _ others: LogList) -> String? {
        let pair = zip(logs, others).first { !$0.agrees(with: $1) }
        let blocks = [pair?.0.block, pair?.1.block, pair == nil ? rest(logs, others)?.block : nil].compactMap(\.self)
        guard let block = blocks.min() else { return nil }
        let (count, other) = (logs.count { $0.block == block }, others.count { $0.block == block })
        return count == other
            ? "block \(block) has \(count) at both, with other values" : "block \(block) has \(count), and \(other)"
    }

    /// The first log that only the longer list has.
    private static func rest(_ logs: LogList, _ others: LogList) -> LogRow? {
        logs.count > others.count ? logs[others.count] : logs.count < others.count ? others[logs.count] : nil
    }
}

extension KnownNode {
    /// The next URL that is another one than this; nil if there is none.
    func other(than place: Int) -> Int? {
        (1..<max(1, endpoints.count)).map { (place + $0) % endpoints.count }
            .first { endpoints[$0].address != endpoints[place].address }
    }
}

extension LogRow {
    /// Whether another answer has the same. Nodes name the time of a log, or not; of a row it is always known.
    fileprivate func agrees(with other: LogRow) -> Bool {
        isRow ? self == other : at(0) == other.at(0)
    }
}
