import Foundation

/// A chain in memory, as a node tells of it.
package struct TestChain: Sendable {
    /// A log, with texts as the protocol has them.
    package struct Log: Sendable {
        package var address: String
        package var topics: [String]
        package var data: String
        package var transactionHash: String
        package var index: UInt64
        /// The line of CSV that ethereum-etl's rule makes of it, without the block's columns; nil if it is no transfer.
        package var row: String?

        package init(
            address: String, topics: [String], data: String, transactionHash: String, index: UInt64, row: String?
        ) {
            self.address = address
            self.topics = topics
            self.data = data
            self.transactionHash = transactionHash
            self.index = index
            self.row = row
        }
    }

    package struct Block: Sendable {
        package var number: UInt64
        package var hash: String
        package var timestamp: UInt64
        package var logs: [Log]

        package init(number: UInt64, hash: String, timestamp: UInt64, logs: [Log]) {
            self.number = number
            self.hash = hash
            self.timestamp = timestamp
            self.logs = logs
        }

        /// The lines of its rows.
        package var rows: [String] {
            logs.compactMap { log in log.row.map { "\($0),\(log.index),\(number),\(timestamp),\(hash)" } }
        }
    }

    /// The forms in which nodes differ.
    package struct Form: Sendable {
        package var namesTimestamps = true
        package var hasLeadingZeros = false
        package var isUpperCase = false
        package var reversesKeys = false
        package var hasExtraKeys = false

        package init() {}
    }

    package static let transfer = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"

    package var number: UInt64 = 1
    package var blocks: [Block]
    package var finalized: UInt64
    /// Whether its nodes know the final block.
    package var namesFinal = true
    package var form = Form()
    package var contracts = TestContracts()

    package init(blocks: [Block]) {
        self.blocks = blocks
        finalized = blocks.last?.number ?? 0
    }

    /// The lines of the rows of some blocks.
    package func rows(_ range: ClosedRange<UInt64>) -> [String] {
        blocks.filter { range.contains($0.number) }.flatMap(\.rows)
    }
}

// MARK: - Made up

extension TestChain {
    /// A chain of blocks with logs of every shape, some without any.
    package init(count: UInt64, seed: UInt64 = 1, logsOfBlock: Int = 6) {
        var digits = Digits(state: seed)
        let blocks = (0..<count).map { number in
            let logs = number % 5 == 3 ? 0 : logsOfBlock
            return Block(
                number: number, hash: "0x" + digits.next(64), timestamp: 1_600_000_000 + number * 12,
                logs: (0..<logs).map { Log(shape: $0 % 8, index: UInt64($0 * 2), &digits) })
        }
        self.init(blocks: blocks)
    }

    /// Hex digits that a seed decides.
    struct Digits {
        var state: UInt64

        mutating func next(_ count: Int) -> String {
            var text = ""
            while text.count < count {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text += String(format: "%08x", UInt32(truncatingIfNeeded: state >> 32))
            }
            return String(text.prefix(count))
        }
    }
}

extension TestChain.Log {
    /// A log of one of eight shapes: seven of ethereum-etl's rule, and one with a value of 256 bits.
    init(shape: Int, index: UInt64, _ digits: inout TestChain.Digits) {
        let (token, from, to) = (digits.next(40), digits.next(40), digits.next(40))
        let pad = String(repeating: "0", count: 24)
        let number = UInt32(digits.next(6), radix: 16) ?? 0
        let word = String(repeating: "0", count: 58) + String(format: "%06x", number)
        let indexed = [TestChain.transfer, "0x" + pad + from, "0x" + pad + to]
        let all = String(repeating: "f", count: 64)
        let hash = "0x" + digits.next(64)
        var value: String? = "\(number)"
        let (topics, data): ([String], String)
        switch shape {
        case 0: (topics, data) = (indexed, word)
        // ERC-721: the value is the token's id.
        case 1: (topics, data) = (indexed + ["0x" + word], "")
        // CryptoKitties: nothing is indexed.
        case 2: (topics, data) = ([TestChain.transfer], pad + from + pad + to + word)
        case 3: (topics, data) = (Array(indexed.prefix(2)), pad + to + word)
        // A short word is a number as it is.
        case 4: (topics, data) = (indexed, String(format: "%06x", number))
        case 5: (topics, data, value) = (indexed, "", nil)
        case 6: (topics, data, value) = (indexed + ["0x" + word], word, nil)
        default:
            (topics, data) = (indexed, all)
            value = "115792089237316195423570985008687907853269984665640564039457584007913129639935"
        }
        self.init(
            address: "0x" + token, topics: topics, data: "0x" + data, transactionHash: hash, index: index,
            row: value.map { "0x\(token),0x\(from),0x\(to),\($0),\(hash)" })
    }
}

// MARK: - Answers

extension TestChain {
    package func quantity(_ number: UInt64) -> String {
        (form.hasLeadingZeros ? "0x000" : "0x") + String(number, radix: 16)
    }

    private func digits(_ text: String) -> String {
        form.isUpperCase ? "0x" + text.dropFirst(2).uppercased() : text
    }

    private func object(_ members: [(String, String)]) -> String {
        var members = members
        if form.hasExtraKeys { members.append(("type", "{\"a\":[\"}\",null,1]}")) }
        if form.reversesKeys { members.reverse() }
        return "{" + members.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
    }

    /// A log as JSON.
    package func json(_ log: Log, in block: Block) -> String {
        let topics = log.topics.map { "\"\(digits($0))\"" }.joined(separator: ",")
        var members = [
            ("address", "\"\(digits(log.address))\""), ("topics", "[\(topics)]"), ("data", "\"\(digits(log.data))\""),
            ("blockNumber", "\"\(quantity(block.number))\""), ("transactionHash", "\"\(digits(log.transactionHash))\""),
            ("transactionIndex", "\"0x0\""), ("blockHash", "\"\(digits(block.hash))\""),
            ("logIndex", "\"\(quantity(log.index))\""), ("removed", "false"),
        ]
        if form.namesTimestamps { members.append(("blockTimestamp", "\"\(quantity(block.timestamp))\"")) }
        return object(members)
    }

    /// The logs of some blocks as JSON.
    package func logs(_ range: ClosedRange<UInt64>) -> [String] {
        blocks.filter { range.contains($0.number) }.flatMap { block in block.logs.map { json($0, in: block) } }
    }

    /// A header as JSON; `null` of a block that is not there.
    package func header(_ number: UInt64) -> String {
        guard let block = blocks.first(where: { $0.number == number }) else { return "null" }
        // The bits 1443, 481 and 1060, which the event's hash sets.
        var bloom = [UInt8](repeating: 0, count: 256)
        bloom[0] = 1
        if !block.logs.isEmpty { for bit in [1443, 481, 1060] { bloom[255 - bit / 8] |= 1 << (bit % 8) } }
        let text = bloom.map { String(format: "%02x", $0) }.joined()
        return object([
            ("number", "\"\(quantity(number))\""), ("hash", "\"\(block.hash)\""),
            ("parentHash", "\"0x\(String(repeating: "0", count: 64))\""),
            ("timestamp", "\"\(quantity(block.timestamp))\""), ("logsBloom", "\"0x\(text)\""),
        ])
    }
}
