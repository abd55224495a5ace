internal import EthereumProofs
internal import Foundation

/// What the header of a block says of its receipts, with the hash that its fields have.
struct ProvenBlock {
    let number: UInt64
    /// The hash of the fields, whatever the node says that it is.
    let hash: HexWords
    let parentHash: HexWords
    /// In Unix seconds.
    let timestamp: UInt64
    let receiptsRoot: Digest256
    /// A hash of the hashes of its transactions, which the node says. The header has them only as a root of their contents.
    let transactions: Digest256
    /// The hash that the node says it has.
    let claimedHash: HexWords

    /// Whether it has transactions.
    var hasReceipts: Bool { receiptsRoot != OrderedTrie.emptyRoot }
}

extension ProvenBlock: HeaderAnswer {
    init?(json: [UInt8]) throws(AnswerFault) {
        let value = try? JSONSerialization.jsonObject(with: Data(json), options: .fragmentsAllowed)
        if value is NSNull { return nil }
        guard let form = value as? [String: Any] else { throw .malformed("a header is no JSON object") }
        func hash(_ name: String) throws(AnswerFault) -> HexWords {
            guard let hash = (form[name] as? String).flatMap({ HexWords(hash: $0) }) else {
                throw .malformed("a header has no \(name) of 32 bytes")
            }
            return hash
        }
        guard let number = (form["number"] as? String).flatMap({ Quantity.read($0) }),
            let timestamp = (form["timestamp"] as? String).flatMap({ Quantity.read($0) })
        else { throw .malformed("a header has no number or time") }
        (self.number, self.timestamp) = (number, timestamp)
        self.hash = HexWords(try HeaderEncoding.hash(form))
        parentHash = try hash("parentHash")
        claimedHash = try hash("hash")
        receiptsRoot = try hash("receiptsRoot").digest
        transactions = try Self.digest(ofTransactions: form["transactions"])
    }

    private static func digest(ofTransactions list: Any?) throws(AnswerFault) -> Digest256 {
        guard let hashes = list as? [String] else { throw .malformed("a header has no list of transactions' hashes") }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(hashes.count * 32)
        for text in hashes {
            guard let hash = HexWords(hash: text) else {
                throw .malformed("the hash of a transaction has not 32 bytes")
            }
            hash.digest.append(to: &bytes)
        }
        return Keccak256.hash(bytes.span.bytes)
    }
}
