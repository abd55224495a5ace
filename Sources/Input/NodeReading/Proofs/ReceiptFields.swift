internal import EthereumProofs

/// The members of a receipt besides its logs, and how they are hashed (EIP-2718, EIP-658, and the specification of the OP stack).
struct ReceiptFields {
    /// The type of the transaction; 0 of those before EIP-2718.
    let type: UInt64
    let transactionHash: HexWords
    /// The RLP of what comes in front of the logs, and behind them.
    private var head: [UInt8] = []
    private var tail: [UInt8] = []

    /// The members that it is read from.
    static let members = [
        "type", "transactionHash", "root", "status", "cumulativeGasUsed", "logsBloom", "depositNonce",
        "depositReceiptVersion",
    ]

    /// The types whose receipts are known to be hashed so.
    private static let known: Set<UInt64> = [0, 1, 2, 3, 4, deposit]
    /// A deposit of the OP stack.
    private static let deposit: UInt64 = 0x7E

    /// Whether the rule for this type is known. Others are tried by the rule of most: the root tells whether it holds.
    var isKnownType: Bool { Self.known.contains(type) }

    /// Reads the members of a receipt.
    init(_ members: AnswerParser) throws(AnswerFault) {
        type = try members.quantity("type") ?? 0
        guard type < 0x80 else { throw .malformed("a receipt has the type \(type)") }
        guard let hash = members.hash("transactionHash") else {
            throw .malformed("a receipt has no transactionHash of 32 bytes")
        }
        transactionHash = hash
        try appendOutcome(members)
        guard let gas = try members.quantity("cumulativeGasUsed") else {
            throw .malformed("a receipt has no cumulativeGasUsed")
        }
        RLP.append(gas, to: &head)
        RLP.appendHeader(ofBytes: Self.bloomBytes, first: 0, to: &head)
        let start = head.count
        guard members.append("logsBloom", to: &head), head.count - start == Self.bloomBytes else {
            throw .malformed("a receipt has no logsBloom of 256 bytes")
        }
        // Without a version, the root leaves out the nonce, although the receipt has one.
        if type == Self.deposit, let version = try members.quantity("depositReceiptVersion") {
            RLP.append(try members.quantity("depositNonce") ?? 0, to: &tail)
            RLP.append(version, to: &tail)
        }
    }

    private static let bloomBytes = 256

    /// The status, or before Byzantium the root of the state.
    private mutating func appendOutcome(_ members: AnswerParser) throws(AnswerFault) {
        if let root = members.hash("root") {
            RLP.appendHeader(ofBytes: 32, first: 0, to: &head)
            return root.digest.append(to: &head)
        }
        guard let status = try members.quantity("status"), status <= 1 else {
            throw .malformed("a receipt has no status or root")
        }
        RLP.append(status, to: &head)
    }

    /// The most bytes in front of the logs: the type, two headers of lists, the outcome, the gas and the filter.
    static let mostBefore = 1 + 9 + 33 + 9 + 259 + 9

    /// Makes the receipt as the trie has it around the RLP of its logs.
    ///
    /// - Parameter bytes: ``mostBefore`` bytes of room, and then the logs, one after the other.
    /// - Returns: where the receipt begins.
    func complete(_ bytes: inout [UInt8]) -> Int {
        let logs = bytes.count - Self.mostBefore
        var before: [UInt8] = type > 0 ? [UInt8(type)] : []
        RLP.appendHeader(ofList: head.count + RLP.size(ofList: logs) + tail.count, to: &before)
        before += head
        RLP.appendHeader(ofList: logs, to: &before)
        let start = Self.mostBefore - before.count
        bytes.replaceSubrange(start..<Self.mostBefore, with: before)
        bytes += tail
        return start
    }
}

extension AnswerParser {
    /// The place of a member's text: of a string without its quotes, or of a number; nil if it is absent or null.
    private func range(_ value: [UInt8]?) -> Range<Int>? {
        guard let value, value.first != UInt8(ascii: "n") else { return nil }
        return value.first == UInt8(ascii: "\"") ? 1..<max(1, value.count - 1) : value.indices
    }

    /// A member that is a hash of 32 bytes; nil if it is anything else.
    fileprivate func hash(_ name: String) -> HexWords? {
        let value = members[name]
        guard let value, let range = range(value), range.count == 66, value[1] == UInt8(ascii: "0"),
            value[2] == UInt8(ascii: "x")
        else { return nil }
        return HexWords(value.span.bytes, range.lowerBound + 2..<range.upperBound)
    }

    /// Appends the bytes of a member; false if it has none.
    fileprivate func append(_ name: String, to bytes: inout [UInt8]) -> Bool {
        let value = members[name]
        guard let value, let range = range(value) else { return false }
        return HexData.append(value.span.bytes.extracting(range), to: &bytes)
    }

    /// A member that is a quantity; nil if it is absent or null.
    fileprivate func quantity(_ name: String) throws(AnswerFault) -> UInt64? {
        let value = members[name]
        guard let value, let range = range(value) else { return nil }
        guard let number = Quantity.read(value.span.bytes.extracting(range)) else {
            throw .malformed("\(name) of a receipt is no number")
        }
        return number
    }
}
