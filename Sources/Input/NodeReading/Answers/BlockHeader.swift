internal import Foundation

/// What an answer says of the header of a block.
protocol HeaderAnswer {
    var number: UInt64 { get }

    /// Reads a header from JSON.
    ///
    /// - Returns: nil for null: the node does not know the block, or not yet.
    init?(json: [UInt8]) throws(AnswerFault)
}

/// The parts of a block's header that are needed.
struct BlockHeader: HeaderAnswer, Sendable, Hashable {
    let number: UInt64
    /// 64 lower-case hex digits.
    let hash: String
    let parentHash: String
    /// In Unix seconds.
    let timestamp: UInt64
    /// Whether the bloom filter admits a transfer; nil if the chain fills no filters.
    let mayHaveTransfers: Bool?

    private struct Form: Decodable {
        let number: String?
        let hash: String?
        let parentHash: String?
        let timestamp: String?
        let logsBloom: String?
    }

    init?(json: [UInt8]) throws(AnswerFault) {
        let form: Form?
        do {
            form = try JSONDecoder().decode(Form?.self, from: Data(json))
        } catch {
            throw .malformed("a header is no JSON object with texts")
        }
        guard let form else { return nil }
        guard let number = form.number.flatMap({ Quantity.read($0) }),
            let timestamp = form.timestamp.flatMap({ Quantity.read($0) }),
            let hash = form.hash.flatMap(Self.hash), let parent = form.parentHash.flatMap(Self.hash)
        else { throw .malformed("a header has no number, time, hash or parent's hash") }
        self.number = number
        self.hash = hash
        self.timestamp = timestamp
        parentHash = parent
        mayHaveTransfers = form.logsBloom.flatMap(Self.admitsTransfers)
    }

    private static func hash(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        guard bytes.count == 66, text.hasPrefix("0x") else { return nil }
        return HexWords(bytes.span.bytes, 2..<66)?.digits
    }

    /// Whether the bits of the event are set. Of a filter of zeros alone nothing can be told: some chains fill none.
    private static func admitsTransfers(_ bloom: String) -> Bool? {
        let digits = Array(bloom.utf8)
        guard digits.count == 514, digits.dropFirst(2).contains(where: { $0 != UInt8(ascii: "0") }) else { return nil }
        return TransferEvent.bloomBits.allSatisfy { bit in
            let digit = Character(Unicode.Scalar(digits[2 + 511 - bit / 4])).hexDigitValue ?? 0
            return digit >> (bit % 4) & 1 == 1
        }
    }
}
