import Foundation
import TestData
import TestSupport
import Testing

@testable import NodeReading

/// The proof of a block, without a node.
@Suite struct ReceiptListTests {
    private static let blocks: [ProvenChain.Block] = (try? ProvenChain().blocks) ?? []

    /// The root and the lines of an answer that comes in portions.
    private static func prove(
        _ block: ProvenChain.Block, _ receipts: [String], portions: () -> Int = { .max }
    ) throws -> (root: String, lines: [String]) {
        var proof = try ReceiptsProof(header: Array(block.header.utf8))
        var rest = Array(#"{"id":1,"result":[\#(receipts.joined(separator: ","))],"jsonrpc":"2.0"}"#.utf8)[...]
        while !rest.isEmpty {
            let size = min(rest.count, portions())
            try proof.take(rest.prefix(size))
            rest = rest.dropFirst(size)
        }
        let (root, lines) = try proof.end()
        return ("0x" + root, String(decoding: lines, as: UTF8.self).split(separator: "\n").map(String.init))
    }

    @Test(arguments: blocks.indices) func rootsAndRowsAreThoseOfPyEVMInAllForks(number: Int) throws {
        let block = Self.blocks[number]
        var random = SeededGenerator(UInt64(number))
        for most in [3, 50, 5000, Int.max] {
            let found = try Self.prove(block, block.receipts) { Int.random(in: 1...most, using: &random) }
            #expect(found.root == block.receiptsRoot)
            #expect(found.lines == block.rows)
        }
    }

    @Test func theChainHasBlocksAndRows() {
        #expect(Self.blocks.count == 20)
        #expect(Self.blocks.reduce(0) { $0 + $1.rows.count } == 241)
    }

    /// Every change of every header is found by its hash.
    @Test(arguments: blocks.indices) func aHeaderWithAnotherFieldHasAnotherHash(number: Int) throws {
        let header = Self.blocks[number].header
        var found = 0
        for field in header.matches(of: /"([A-Za-z0-9]+)":"0x([0-9a-f]+)"/) where field.1 != "transactions" {
            var text = header
            let digit = text.index(before: field.range.upperBound)
            let last = text.index(before: digit)
            text.replaceSubrange(last...last, with: text[last] == "1" ? "2" : "1")
            #expect(throws: ReceiptsFault.self, "\(field.1)") { try ReceiptsProof(header: Array(text.utf8)) }
            found += 1
        }
        #expect(found >= 15)
    }

    /// Every value of every receipt but the places that the root does not cover.
    @Test(arguments: [9, 19]) func everyChangeOfAReceiptChangesTheRootOrIsRefused(number: Int) throws {
        let block = Self.blocks[number]
        for (place, receipt) in block.receipts.enumerated() {
            for value in receipt.matches(of: /0x[0-9a-f]+/) {
                let last = receipt.index(before: value.range.upperBound)
                var changed = receipt
                changed.replaceSubrange(last...last, with: receipt[last] == "1" ? "2" : "1")
                var receipts = block.receipts
                receipts[place] = changed
                guard let found = try? Self.prove(block, receipts) else { continue }
                // Of other logs than transfers, only what is hashed counts; hashes of transactions are compared with the block's.
                let isCovered = found.root != block.receiptsRoot
                #expect(isCovered || found.lines == block.rows || changed.contains("transactionHash"))
            }
        }
    }

    @Test(arguments: [5, 11, 19]) func noLogCanBeLeftOut(number: Int) throws {
        let block = Self.blocks[number]
        for (place, receipt) in block.receipts.enumerated() {
            let object = try JSONSerialization.jsonObject(with: Data(receipt.utf8)) as? [String: Any] ?? [:]
            let logs = object["logs"] as? [[String: Any]] ?? []
            for log in logs.indices {
                var fewer = logs
                fewer.remove(at: log)
                var changed = object
                changed["logs"] = fewer
                var receipts = block.receipts
                receipts[place] = String(decoding: try JSONSerialization.data(withJSONObject: changed), as: UTF8.self)
                #expect((try? Self.prove(block, receipts))?.root != block.receiptsRoot)
            }
        }
    }

    @Test func depositsOfTheOPStackAreHashedByTheirOwnRule() throws {
        let file = URL(fileURLWithPath: #filePath).appendingPathComponent("../../ProofReference/deposits.json")
            .standardized
        let value = try JSONSerialization.jsonObject(with: try Data(contentsOf: file)) as? [String: Any] ?? [:]
        let receipts = try (value["receipts"] as? [[String: Any]] ?? []).map {
            String(decoding: try JSONSerialization.data(withJSONObject: $0), as: UTF8.self)
        }
        #expect(receipts.count == 3)
        #expect(try Self.prove(Self.blocks[1], receipts).root == value["root"] as? String)
    }

    @Test(arguments: [
        "null", "{}", "[1]", "[[]]", "[{}]", #"[{"logs":[]}]"#, #"[{"logs":null}]"#, #"[{"logs":[{}]}]"#, "[", "[{",
    ]) func refusesWhatIsNoListOfReceipts(text: String) throws {
        var proof = try ReceiptsProof(header: Array(Self.blocks[3].header.utf8))
        #expect(throws: ReceiptsFault.self) {
            try proof.take(Array(#"{"result":\#(text)}"#.utf8)[...])
            _ = try proof.end()
        }
    }
}
