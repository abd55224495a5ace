internal import EthereumProofs

/// The receipts of a block as they arrive: the root of their trie, and the rows of their logs.
///
/// Holds the RLP of three receipts at most, and the rows.
struct ReceiptList {
    private let block: ProvenBlock
    private var parser = AnswerParser(splitting: "logs", keeping: ReceiptFields.members)
    private var trie = OrderedTrie()
    /// Room for the beginning of the receipt in hand, and its logs as RLP.
    private var receipt: [UInt8] = []
    /// The hashes of the transactions so far.
    private var transactions: [UInt8] = []
    private var unknownTypes: Set<UInt64> = []
    /// The number of logs of the block so far.
    private var count: UInt64 = 0
    private var rows = LogList()
    /// The first row of the receipt in hand.
    private var ownRows = 0

    init(of block: ProvenBlock) {
        self.block = block
        beginReceipt()
    }

    private mutating func beginReceipt() {
        receipt.removeAll(keepingCapacity: receipt.capacity <= Self.kept)
        receipt.append(contentsOf: repeatElement(0, count: ReceiptFields.mostBefore))
    }

    /// The most bytes of memory that are kept for the next receipt.
    private static let kept = 1 << 20

    /// Takes a part of a receipt.
    mutating func take(_ part: RawSpan) throws(AnswerFault) {
        var parser = parser
        self.parser = AnswerParser(splitting: nil)
        try parser.take(part) { log throws(AnswerFault) in try addLog(log) }
        if parser.isComplete {
            guard parser.hasSplitResult else { throw .malformed("a receipt has no list of logs") }
            try addReceipt(try ReceiptFields(parser))
            parser.restart()
        }
        self.parser = parser
    }

    private mutating func addLog(_ text: RawSpan) throws(AnswerFault) {
        guard count < NodeLimits.logsOfBlock else { throw .tooLarge }
        let fields = try LogFields(text)
        guard !fields.isRemoved else { throw .malformed("a log is removed") }
        try fields.appendRLP(to: &receipt)
        if fields.isTransfer {
            let log = try LogRow(fields, in: block.number...block.number)
            // The place is proven by the order of the logs, and the hash by the header.
            guard log.logIndex == count else {
                throw .malformed("a log has the index \(log.logIndex), and is the one with index \(count) of its block")
            }
            guard log.blockHash == block.hash else { throw .malformed("a log is of another block than its receipt") }
            rows.append(log.at(block.timestamp))
        }
        count += 1
    }

    private mutating func addReceipt(_ fields: ReceiptFields) throws(AnswerFault) {
        guard rows[ownRows...].allSatisfy({ $0.transactionHash == fields.transactionHash }) else {
            throw .malformed("a log is of another transaction than its receipt")
        }
        ownRows = rows.count
        fields.transactionHash.digest.append(to: &transactions)
        if !fields.isKnownType { unknownTypes.insert(fields.type) }
        let start = fields.complete(&receipt)
        trie.append(&receipt, from: start)
        beginReceipt()
    }

    /// Ends the list.
    ///
    /// - Returns: the root of its trie, and what it has of rows if that is the header's.
    mutating func finish() -> (root: Digest256, rows: LogList) { (trie.root(), rows) }

    /// Ends the list, and compares it with the header.
    ///
    /// - Returns: the logs of the event, in their order, proven.
    mutating func end() throws(NodeFailure) -> LogList {
        let (root, rows) = finish()
        guard root == block.receiptsRoot else {
            let words = "the receipts of block \(block.number) do not hash to the root in its header"
            guard !unknownTypes.isEmpty else { throw .wrongAnswer(words) }
            let types = unknownTypes.sorted().map { "0x" + String($0, radix: 16) }.joined(separator: ", ")
            throw .unprovable("\(words), and are of types whose rule is unknown (\(types))")
        }
        return rows
    }

    /// A hash of the hashes of the transactions: those are no part of what the root proves.
    var transactionsDigest: Digest256 { Keccak256.hash(transactions.span.bytes) }
}

extension LogFields {
    /// Whether the log is of the event.
    fileprivate var isTransfer: Bool {
        guard let topic = topics.first, topic.count == 66 else { return false }
        return HexWords(text, topic.lowerBound + 2..<topic.upperBound) == TransferEvent.words
    }
}
