internal import SourceDescriptions
internal import SourceReading

/// The rows of a range of blocks, asked for in as many requests as the node needs. The rows do not depend on their number.
///
/// A node is believed only as far as its answers can be compared: it must be of the range's chain and genesis block, have a
/// final block at or behind the range's end, and have the range's last block before the first request and after the last.
final class NodeRows: ChainRows {
    private let range: NodeRange
    private let node: KnownNode
    private var asking: NodeAsking
    private var proof: ChainProof
    private var answers: RangeAnswers
    /// The next block to ask for.
    private var nextBlock: UInt64
    /// The last answer, in order, and the next of its logs.
    private var logs = LogList()
    private var index = 0
    /// The place in its block of the next log.
    private var place: UInt64 = 0

    /// The most logs of a piece.
    private static let pieceLogs = 4096

    init(_ range: NodeRange, from block: UInt64, _ node: KnownNode, _ verification: RangeVerification?) {
        self.range = range
        self.node = node
        proof = ChainProof(ChainAnchor(range))
        answers = RangeAnswers(range, from: block, node, verification)
        asking = NodeAsking(node, of: range.uri, for: verification == .receipts ? .receipts : .logs)
        nextBlock = block
    }

    func next(
        into piece: inout ChainPiece, _ pass: () throws(SourceError) -> Void
    ) throws(SourceError) -> Bool {
        piece.removeAll()
        while index == logs.count {
            guard nextBlock <= range.blocks.upperBound else {
                try proof.end(&asking)
                return false
            }
            try load(pass)
        }
        for log in logs[index..<min(index + Self.pieceLogs, logs.count)] {
            if log.isRow {
                log.append(to: &piece.text)
                piece.endRow(unit: log.block - range.blocks.lowerBound, place: place)
            } else {
                piece.skip(unit: log.block - range.blocks.lowerBound, place: place)
            }
            index += 1
            place = index < logs.count && logs[index].block == log.block ? place + 1 : 0
        }
        return true
    }
}

extension NodeRows {
    /// Asks for the blocks that come next: for fewer at once, or elsewhere, until there is an answer.
    private func load(_ pass: () throws(SourceError) -> Void) throws(SourceError) {
        while true {
            try pass()
            let blocks = answers.blocks(from: nextBlock)
            do throws(NodeFailure) {
                try proof.make(for: asking)
                guard let found = try answers.logs(of: blocks, asking) else {
                    asking.succeed()
                    continue
                }
                logs = found
            } catch {
                try turn(after: error, blocks)
                continue
            }
            (index, place) = (0, 0)
            asking.succeed()
            nextBlock = blocks.upperBound + 1
            return
        }
    }

    /// Decides what to do after a failure.
    private func turn(after failure: NodeFailure, _ blocks: ClosedRange<UInt64>) throws(SourceError) {
        let count = blocks.upperBound - blocks.lowerBound + 1
        switch failure {
        case .tooLarge(let hint, _) where count > 1:
            return node.pace.shrink(from: count, to: hint.blocks(insteadOf: blocks), isLimit: hint.isLimit)
        case .tooLarge(_, let words) where asking.isStubborn:
            let fault = NodeFault(
                """
                block \(blocks.lowerBound) alone is too large for an answer: \(words). Set the URL of a node with higher limits in \
                ETL_NODES, and replay the letter
                """, mayPass: false)
            throw SourceError(range.uri, .node(fault))
        case .trouble where count > 1 && asking.isStubborn, .wrongAnswer where count > 1 && asking.isStubborn:
            // It may be a limit that the node does not know how to tell.
            node.pace.shrink(from: count, to: nil, isLimit: false)
            asking.relent()
        default: break
        }
        try asking.wait(after: failure)
    }
}
