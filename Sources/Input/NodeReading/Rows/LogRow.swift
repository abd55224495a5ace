internal import ETLModels

/// A log of the event, as far as it is needed. A ``LogList`` has many.
struct LogRow: Equatable {
    /// The number of the block.
    let block: UInt64
    let logIndex: UInt32
    /// Whether it has as many items as a transfer.
    let isRow: Bool
    /// The time that the log names, in Unix seconds; 0 if it names none.
    let timestamp: UInt64
    let blockHash: HexWords
    let transactionHash: HexWords
    let token: HexWords
    let from: HexWords
    let to: HexWords
    let value: HexWords
}

extension LogRow {
    /// Whether it comes before another in the chain.
    func isBefore(_ other: LogRow) -> Bool { (block, logIndex) < (other.block, other.logIndex) }

    /// Reads a log, which must be one of the event in a range of blocks.
    init(_ fields: borrowing LogFields, in blocks: ClosedRange<UInt64>) throws(AnswerFault) {
        guard !fields.isRemoved else { throw .malformed("a log is removed") }
        let block = try Self.quantity(fields, fields.blockNumber, "blockNumber")
        guard blocks.contains(block) else { throw .malformed("a log is of block \(block), which was not asked for") }
        let index = try Self.quantity(fields, fields.logIndex, "logIndex")
        guard let logIndex = UInt32(exactly: index), logIndex <= Int32.max else {
            throw .malformed("a log has the index \(index)")
        }
        self.block = block
        self.logIndex = logIndex
        timestamp =
            try fields.timestamp.map { range throws(AnswerFault) in
                try Self.quantity(fields, range, "blockTimestamp")
            } ?? 0
        blockHash = try Self.bytes(fields, fields.blockHash, 32, "blockHash")
        transactionHash = try Self.bytes(fields, fields.transactionHash, 32, "transactionHash")
        token = try Self.bytes(fields, fields.address, 20, "address")
        let items = try LogItems(fields)
        isRow = items.count == TransferEvent.items
        from = items.second.address
        to = items.third.address
        value = items.fourth
    }

    /// Reads a quantity: hex digits, also with leading zeros, or a number in decimal.
    static func quantity(
        _ fields: borrowing LogFields, _ range: Range<Int>?, _ name: StaticString
    ) throws(AnswerFault) -> UInt64 {
        guard let range else { throw .malformed("a log has no \(name): it is pending, or the answer is damaged") }
        let text = fields.text.extracting(range)
        guard let number = Quantity.read(text) else { throw .malformed("\(name) of a log is no number") }
        return number
    }

    private static func bytes(
        _ fields: borrowing LogFields, _ range: Range<Int>?, _ count: Int, _ name: StaticString
    ) throws(AnswerFault) -> HexWords {
        guard let range else { throw .malformed("a log has no \(name): it is pending, or the answer is damaged") }
        guard range.count == count * 2 + 2, Hex.isPrefixed(fields.text.extracting(range)),
            let words = HexWords(fields.text, range.dropFirst(2))
        else { throw .malformed("\(name) of a log has not \(count) bytes in hex digits") }
        return words
    }
}

/// The topics and the words of data of a log: ethereum-etl's items.
private struct LogItems {
    let count: Int
    private(set) var second = HexWords(0, 0, 0, 0)
    private(set) var third = HexWords(0, 0, 0, 0)
    private(set) var fourth = HexWords(0, 0, 0, 0)

    init(_ fields: borrowing LogFields) throws(AnswerFault) {
        let topics = fields.topics
        for topic in topics where topic.count != TransferEvent.itemDigits + 2 {
            throw .malformed("a topic has not 32 bytes")
        }
        guard let first = topics.first?.dropFirst(2), HexWords(fields.text, first) == TransferEvent.words else {
            throw .malformed("a log is of another event than the one asked for")
        }
        let data = try Self.dataDigits(fields)
        let words = (data.count + TransferEvent.itemDigits - 1) / TransferEvent.itemDigits
        count = topics.count + words
        guard count == TransferEvent.items else { return }
        /// The digits of an item: of a topic, or of a word of the data.
        func digits(_ item: Int) -> Range<Int> {
            guard item >= topics.count else { return topics[item].dropFirst(2) }
            let start = data.lowerBound + (item - topics.count) * TransferEvent.itemDigits
            return start..<min(start + TransferEvent.itemDigits, data.upperBound)
        }
        guard let second = HexWords(fields.text, digits(1)), let third = HexWords(fields.text, digits(2)),
            let fourth = HexWords(fields.text, digits(3))
        else { throw .malformed("a topic or the data of a log is not in hex digits") }
        (self.second, self.third, self.fourth) = (second, third, fourth)
    }

    /// The digits of the data; none if it is empty.
    private static func dataDigits(_ fields: borrowing LogFields) throws(AnswerFault) -> Range<Int> {
        guard let data = fields.data else { throw .malformed("a log has no data: the answer is damaged") }
        guard !data.isEmpty else { return 0..<0 }
        guard data.count >= 2, data.count % 2 == 0, Hex.isPrefixed(fields.text.extracting(data)) else {
            throw .malformed("the data of a log is not in hex digits")
        }
        return data.dropFirst(2)
    }
}

extension Range<Int> {
    fileprivate func dropFirst(_ count: Int) -> Range<Int> { lowerBound + count..<upperBound }
}
