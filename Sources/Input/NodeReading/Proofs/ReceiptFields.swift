internal import EthereumProofs

/// The members of a receipt besides its logs, and how they are hashed (EIP-2718, EIP-658, and the specification of the OP stack).
struct ReceiptFields {
    /// The type of the transaction; 0 of those before EIP-2718.
    let type: UInt64
    let transactionHash: HexWords
    /// The RLP of what comes in front of the logs, and behind them.
    private var head: [UInt8] = []
    private var tail: [UInt8] = []

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
        guard let hash = members.text("transactionHash").flatMap({ HexWords(hash: $0) }) else {
            throw .malformed("a receipt has no transactionHash of 32 bytes")
        }
        transactionHash = hash
        try appendOutcome(members)
        guard let gas = try members.quantity("cumulativeGasUsed") else {
            throw .malformed("a receipt has no cumulativeGasUsed")
        }
        RLP.append(gas, to: &head)
        guard let bloom = members.text("logsBloom").flatMap({ HexData.bytes($0) }), bloom.count == 256 else {
            throw .malformed("a receipt has no logsBloom of 256 bytes")
        }
        RLP.append(bloom.span.bytes, to: &head)
        // Without a version, the root leaves out the nonce, although the receipt has one.
        if type == Self.deposit, let version = try members.quantity("depositReceiptVersion") {
            RLP.append(try members.quantity("depositNonce") ?? 0, to: &tail)
            RLP.append(version, to: &tail)
        }
    }

    /// The status, or before Byzantium the root of the state.
    private mutating func appendOutcome(_ members: AnswerParser) throws(AnswerFault) {
        if let root = members.text("root").flatMap({ HexWords(hash: $0) }) {
            var bytes: [UInt8] = []
            root.digest.append(to: &bytes)
            return RLP.append(bytes.span.bytes, to: &head)
        }
        guard let status = try members.quantity("status"), status <= 1 else {
            throw .malformed("a receipt has no status or root")
        }
        RLP.append(status, to: &head)
    }

    /// Appends the receipt as the trie has it.
    ///
    /// - Parameter logs: the RLP of its logs, one after the other.
    func append(to bytes: inout [UInt8], logs: [UInt8]) {
        if type > 0 { bytes.append(UInt8(type)) }
        RLP.appendHeader(ofList: head.count + RLP.size(ofList: logs.count) + tail.count, to: &bytes)
        bytes += head
        RLP.appendHeader(ofList: logs.count, to: &bytes)
        bytes += logs
        bytes += tail
    }
}

extension AnswerParser {
    /// A member that is a string without escapes, or a number; nil if it is absent or null.
    fileprivate func text(_ name: String) -> String? {
        guard var text = members[name]?[...], text != Array("null".utf8)[...] else { return nil }
        if text.first == UInt8(ascii: "\"") { text = text.dropFirst().dropLast() }
        return String(decoding: text, as: UTF8.self)
    }

    /// A member that is a quantity; nil if it is absent or null.
    fileprivate func quantity(_ name: String) throws(AnswerFault) -> UInt64? {
        guard let text = text(name) else { return nil }
        guard let number = Quantity.read(text) else { throw .malformed("\(name) of a receipt is no number") }
        return number
    }
}
