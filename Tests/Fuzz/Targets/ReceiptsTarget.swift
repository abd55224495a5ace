import NodeReading
import TestData
import TestSupport

/// Receipts of blocks, as nodes answer with them.
struct ReceiptsTarget: FuzzTarget {
    static let name = "receipts"
    static let summary = "receipts of blocks of a node, and their proof"
    static let inputsInTests = 1500

    private let blocks: [ProvenChain.Block]
    private let mutator = Mutator(words: Self.words, limit: 64 << 10)

    private static let words: [[UInt8]] = [
        #""logs":["#, #""logs":null"#, #"{"logs":[]}"#, #""type":"0x7e""#, #""type":"0x3""#, #""status":"0x0""#,
        #""root":"0x""#,
        #""depositNonce":"0x1""#, #""depositReceiptVersion":"0x1""#, #""removed":true"#, #""topics":[]"#,
        #""data":"0x""#,
        #""logIndex":"0x0""#, "null", "[", "]", "{", "}", "},{", "\"", "\\", ",", ":", "0x", "0xffffffffffffffff",
        "\u{0}",
    ].map { Array($0.utf8) }

    init(_ corpus: Corpus) throws {
        blocks = try ProvenChain().blocks.filter { !$0.receipts.isEmpty && $0.receipts.count < 8 }
    }

    /// The first byte is the number of the block.
    func makeInput(_ random: inout SeededGenerator) -> [UInt8] {
        let number = Int.random(in: blocks.indices, using: &random)
        let block = blocks[number]
        let answer = Array(#"{"id":1,"result":[\#(block.receipts.joined(separator: ","))]}"#.utf8)
        let other = Array((blocks.randomElement(using: &random) ?? block).receipts.joined(separator: ",").utf8)
        let isWhole = Int.random(in: 0..<8, using: &random) == 0
        return [UInt8(number)] + (isWhole ? answer : mutator.mutate(answer, with: other, &random))
    }

    func check(_ input: [UInt8]) throws -> Bool {
        guard let first = input.first, blocks.indices.contains(Int(first)) else { return false }
        let block = blocks[Int(first)]
        let whole = try prove(block, input.dropFirst(), portion: .max)
        for portion in [1 + input.count % 7, 1000] {
            let parts = try prove(block, input.dropFirst(), portion: portion)
            try expect(
                parts?.root == whole?.root && parts?.lines == whole?.lines,
                "portions of \(portion) bytes give another proof")
        }
        guard let whole else { return false }
        let rows = String(decoding: whole.lines, as: UTF8.self).split(separator: "\n").map(String.init)
        // The hash of a transaction is compared with the block's list, and not hashed with the receipt.
        func hashed(_ row: String) -> [Substring] {
            Array(row.split(separator: ",").enumerated().filter { $0.offset != 4 }.map(\.element))
        }
        if "0x" + whole.root == block.receiptsRoot {
            try expect(rows.map(hashed) == block.rows.map(hashed), "receipts with the root of others have other rows")
        }
        return true
    }

    /// Nil if the answer is refused.
    private func prove(
        _ block: ProvenChain.Block, _ answer: ArraySlice<UInt8>, portion: Int
    ) throws -> (root: String, lines: [UInt8])? {
        var proof = try ReceiptsProof(header: Array(block.header.utf8))
        var rest = answer
        do throws(ReceiptsFault) {
            while !rest.isEmpty {
                let size = min(rest.count, portion)
                try proof.take(rest.prefix(size))
                rest = rest.dropFirst(size)
            }
            return try proof.end()
        } catch {
            return nil
        }
    }
}
