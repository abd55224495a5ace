/// Logs in the order in which they came: 136 bytes for each, and 56 for each block.
///
/// One block may have a hundred thousand. So what the logs of a block share is there once, and the list grows by pieces: nothing is ever
/// copied to a larger place.
struct LogList: Equatable {
    /// What logs in a row share.
    private struct Block: Equatable {
        let number: UInt64
        let hash: HexWords
        var timestamp: UInt64
    }

    private struct Entry: Equatable {
        let transactionHash: HexWords
        let value: HexWords
        let token: (UInt64, UInt64)
        let from: (UInt64, UInt64)
        let to: (UInt64, UInt64)
        /// The highest four bytes of the three addresses.
        let highest: (token: UInt32, from: UInt32, to: UInt32)
        let block: UInt32
        let logIndex: UInt32
        let isRow: Bool

        static func == (one: Self, other: Self) -> Bool {
            one.transactionHash == other.transactionHash && one.value == other.value && one.token == other.token
                && one.from == other.from && one.to == other.to && one.highest == other.highest
                && one.block == other.block && one.logIndex == other.logIndex && one.isRow == other.isRow
        }
    }

    private static let pieceCount = 4096

    private var blocks: [Block] = []
    private var pieces: [[Entry]] = []
    private(set) var endIndex = 0

    init() {}

    init(_ logs: [LogRow]) {
        for log in logs { append(log) }
    }

    mutating func append(_ log: LogRow) {
        let block = Block(number: log.block, hash: log.blockHash, timestamp: log.timestamp)
        if blocks.last != block { blocks.append(block) }
        if endIndex % Self.pieceCount == 0 {
            pieces.append([])
            pieces[pieces.count - 1].reserveCapacity(Self.pieceCount)
        }
        pieces[pieces.count - 1].append(
            Entry(
                transactionHash: log.transactionHash, value: log.value, token: (log.token.third, log.token.fourth),
                from: (log.from.third, log.from.fourth), to: (log.to.third, log.to.fourth),
                highest: (
                    UInt32(truncatingIfNeeded: log.token.second), UInt32(truncatingIfNeeded: log.from.second),
                    UInt32(truncatingIfNeeded: log.to.second)
                ),
                block: UInt32(blocks.count - 1), logIndex: log.logIndex, isRow: log.isRow))
        endIndex += 1
    }

    /// Gives the logs whose time is unknown, 0, the times of their blocks.
    mutating func setTimes(_ times: [UInt64: UInt64]) {
        for place in blocks.indices where blocks[place].timestamp == 0 {
            blocks[place].timestamp = times[blocks[place].number] ?? 0
        }
    }
}

extension LogList: RandomAccessCollection {
    var startIndex: Int { 0 }

    subscript(index: Int) -> LogRow {
        let entry = pieces[index / Self.pieceCount][index % Self.pieceCount]
        let block = blocks[Int(entry.block)]
        return LogRow(
            block: block.number, logIndex: entry.logIndex, isRow: entry.isRow, timestamp: block.timestamp,
            blockHash: block.hash, transactionHash: entry.transactionHash,
            token: HexWords(0, UInt64(entry.highest.token), entry.token.0, entry.token.1),
            from: HexWords(0, UInt64(entry.highest.from), entry.from.0, entry.from.1),
            to: HexWords(0, UInt64(entry.highest.to), entry.to.0, entry.to.1), value: entry.value)
    }
}
