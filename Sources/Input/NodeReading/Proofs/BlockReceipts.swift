internal import Downloads
internal import SourceDescriptions

/// The rows of a range's blocks by `eth_getBlockReceipts`, each block proven before its rows are used.
///
/// Some requests are on their way before their answers are read; at most half a megabyte of each answer waits.
struct BlockReceipts {
    private var headers: ProvenHeaders
    private var posted: [(block: UInt64, request: PostedRequest)] = []
    /// The URL that the requests are on their way to, and the last block that was asked for.
    private var place: Int?
    private var asked: UInt64?

    private static let window = 4

    init(_ range: NodeRange, from first: UInt64) {
        headers = ProvenHeaders(range, from: first)
    }

    /// The logs of a block.
    ///
    /// - Parameter place: of the URL among all tries.
    /// - Returns: nil if some more headers were proven instead.
    mutating func logs(
        of number: UInt64, from endpoint: NodeEndpoint, place: Int
    ) throws(NodeFailure) -> LogList? {
        guard headers.isComplete, let block = headers[number] else {
            try headers.extend(from: endpoint)
            return nil
        }
        guard block.hasReceipts else { return LogList() }
        do throws(NodeFailure) {
            return try read(try request(block, endpoint, place), of: block, endpoint)
        } catch {
            (posted, asked) = ([], nil)
            throw error
        }
    }

    /// The request for a block's receipts, after those for some next blocks are on their way, too.
    private mutating func request(
        _ block: ProvenBlock, _ endpoint: NodeEndpoint, _ place: Int
    ) throws(NodeFailure) -> PostedRequest {
        if place != self.place || posted.first?.block != block.number {
            (posted, asked, self.place) = ([], nil, place)
        }
        var next = asked.map { $0 + 1 } ?? block.number
        while posted.count < Self.window, next < headers.end {
            if headers[next]?.hasReceipts == true { posted.append((next, try endpoint.send(.receipts(next)))) }
            asked = next
            next += 1
        }
        return posted.removeFirst().request
    }

    private func read(
        _ request: PostedRequest, of block: ProvenBlock, _ endpoint: NodeEndpoint
    ) throws(NodeFailure) -> LogList {
        var list = ReceiptList(of: block)
        var parser = AnswerParser(splitting: "result", isPiecewise: true)
        try endpoint.read(request, into: &parser, limit: NodeLimits.bytesOfBlock, isRange: false) {
            part throws(AnswerFault) in try list.take(part)
        }
        guard parser.hasSplitResult else {
            throw .notYet("the node answers with no list of receipts: it may not have block \(block.number) yet")
        }
        let logs = try list.end()
        if list.transactionsDigest != block.transactions {
            // The header may be from another URL, and proves nothing of the list of transactions that came with it.
            let again = try endpoint.provenBlock(block.number)
            guard again.hash == block.hash, again.transactions == list.transactionsDigest else {
                throw .wrongAnswer("the receipts of block \(block.number) are of other transactions than the block's")
            }
        }
        return logs
    }
}
