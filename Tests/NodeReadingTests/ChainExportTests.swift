import Foundation
import TestSupport
import Testing

/// A chain as ethereum-etl's stream has it: its logs, and what ethereum-etl and cryo made of them. It lies beside the
/// repository, not in it.
@Suite(.timeLimit(.minutes(2))) struct ChainExportTests {
    private static let folder = URL(fileURLWithPath: #filePath)
        .appendingPathComponent("../../../../shared/chain/exports").standardized.path
    private static let isThere = FileManager.default.fileExists(atPath: folder)

    private static func items() throws -> [[String: Any]] {
        try String(contentsOfFile: "\(folder)/ethereum-etl_stream.ndjson", encoding: .utf8).split(separator: "\n")
            .map { $0.replacing(/"value": (\d+)/) { "\"value\": \"\($0.1)\"" } }
            .compactMap { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
    }

    private static func chain(_ items: [[String: Any]]) throws -> TestChain {
        var logs: [UInt64: [TestChain.Log]] = [:]
        for item in items where item["type"] as? String == "log" {
            let topics = (item["topics"] as? [String]) ?? []
            // A node answers only for the event that was asked for.
            guard topics.first == TestChain.transfer, let block = item["block_number"] as? Int else { continue }
            logs[UInt64(block), default: []].append(
                TestChain.Log(
                    address: try #require(item["address"] as? String), topics: topics,
                    data: try #require(item["data"] as? String),
                    transactionHash: try #require(item["transaction_hash"] as? String),
                    index: UInt64(try #require(item["log_index"] as? Int)), row: nil))
        }
        let blocks = try items.filter { $0["type"] as? String == "block" }.map { item in
            let number = UInt64(try #require(item["number"] as? Int))
            return TestChain.Block(
                number: number, hash: try #require(item["hash"] as? String),
                timestamp: UInt64(try #require(item["timestamp"] as? Int)), logs: logs[number] ?? [])
        }
        return TestChain(blocks: blocks.sorted { $0.number < $1.number })
    }

    /// ethereum-etl's transfers as lines, in the order of blocks and logs.
    private static func transfers(_ items: [[String: Any]]) throws -> [String] {
        let transfers = items.filter { $0["type"] as? String == "token_transfer" }.sorted {
            (($0["block_number"] as? Int ?? 0), ($0["log_index"] as? Int ?? 0))
                < (($1["block_number"] as? Int ?? 0), ($1["log_index"] as? Int ?? 0))
        }
        return transfers.map { item in
            [
                "token_address", "from_address", "to_address", "value", "transaction_hash", "log_index", "block_number",
                "block_timestamp", "block_hash",
            ].map { "\(item[$0] ?? "")" }.joined(separator: ",")
        }
    }

    @Test(.enabled(if: isThere, "needs ../shared/chain")) func rowsAreThoseOfEthereumETLsStream() async throws {
        let items = try Self.items()
        let chain = try Self.chain(items)
        let wanted = try Self.transfers(items)
        #expect(wanted.count == 1997)
        let last = try #require(chain.blocks.last).number
        try await NodeServer.with(chain) { server in
            let reading = try await NodeSource(chain, 0...last, at: [server]).read(recordsPerBatch: 100)
            #expect(reading.error == nil)
            #expect(reading.rows == wanted)
        }
    }

    @Test(.enabled(if: isThere, "needs ../shared/chain")) func rowsAreThoseOfCryosFiles() async throws {
        let chain = try Self.chain(try Self.items())
        let last = try #require(chain.blocks.last).number
        var found: Set<String> = []
        for kind in ["erc20", "erc721"] {
            let name = "ethereum__\(kind)_transfers__00000000_to_00000048.csv"
            let lines = try String(contentsOfFile: "\(Self.folder)/\(name)", encoding: .utf8).split(separator: "\n")
            let header = try #require(lines.first).split(separator: ",").map(String.init)
            let amount = kind == "erc20" ? "value_string" : "token_id_string"
            for line in lines.dropFirst() {
                let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
                let names = [
                    "block_number", "log_index", "transaction_hash", "erc20", "from_address", "to_address", amount,
                ]
                found.insert(
                    names.map { name in header.firstIndex(of: name).map { fields[$0] } ?? "" }.joined(separator: ","))
            }
        }
        #expect(found.count == 1997)
        try await NodeServer.with(chain) { server in
            let rows = try await NodeSource(chain, 0...last, at: [server]).read(recordsPerBatch: 100).rows
            let wanted = rows.map { row in
                let fields = row.split(separator: ",").map(String.init)
                return [6, 5, 4, 0, 1, 2, 3].map { fields[$0] }.joined(separator: ",")
            }
            #expect(Set(wanted) == found)
        }
    }
}
