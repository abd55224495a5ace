internal import EthereumProofs

/// A block's receipts in the answer of a node, without the node: for checks and measurements of what reads them.
package struct ReceiptsProof {
    private var parser = AnswerParser(splitting: "result", isPiecewise: true)
    private var list: ReceiptList

    /// - Parameters:
    ///   - hash: of the block, 64 hex digits.
    ///   - timestamp: in Unix seconds.
    package init?(block number: UInt64, hash: String, timestamp: UInt64) {
        guard let hash = HexWords(hash: "0x" + hash) else { return nil }
        let root = OrderedTrie.emptyRoot
        list = ReceiptList(
            of: ProvenBlock(
                number: number, hash: hash, parentHash: hash, timestamp: timestamp, receiptsRoot: root,
                transactions: root, claimedHash: hash))
    }

    /// Fails if the header has not the hash that it says.
    ///
    /// - Parameter header: JSON.
    package init(header: [UInt8]) throws(ReceiptsFault) {
        do throws(AnswerFault) {
            guard let block = try ProvenBlock(json: header) else { throw AnswerFault.malformed("there is no header") }
            guard block.hash == block.claimedHash else { throw AnswerFault.malformed("the header has another hash") }
            list = ReceiptList(of: block)
        } catch {
            throw ReceiptsFault(error)
        }
    }

    /// Takes the next bytes of the answer.
    package mutating func take(_ bytes: ArraySlice<UInt8>) throws(ReceiptsFault) {
        do throws(AnswerFault) {
            try Self.take(bytes, &parser, &list)
        } catch {
            throw ReceiptsFault(error)
        }
    }

    private static func take(
        _ bytes: ArraySlice<UInt8>, _ parser: inout AnswerParser, _ list: inout ReceiptList
    ) throws(AnswerFault) {
        try parser.take(bytes) { part throws(AnswerFault) in try list.take(part) }
    }

    /// Ends the answer.
    ///
    /// - Returns: the root of the receipts, as hex digits; and the transfers as lines of CSV, which are proven if the root is the header's.
    package mutating func end() throws(ReceiptsFault) -> (root: String, lines: [UInt8]) {
        guard parser.isComplete, parser.hasSplitResult else {
            throw ReceiptsFault(.malformed("the answer is cut off, or no list"))
        }
        let (root, rows) = list.finish()
        var lines: [UInt8] = []
        for row in rows where row.isRow {
            row.append(to: &lines)
            lines.append(UInt8(ascii: "\n"))
        }
        return (HexWords(root).digits, lines)
    }
}

/// Why an answer cannot be read.
package struct ReceiptsFault: Error, CustomStringConvertible {
    package let description: String

    init(_ fault: AnswerFault) {
        description = "\(fault)"
    }
}
