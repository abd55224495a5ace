import Foundation

/// A chain of py-evm, with true hashes of headers and receipts, as a node tells of it: `Tests/ProofReference/chain.py` has made it.
package struct ProvenChain: Sendable {
    package struct Block: Sendable {
        package let number: UInt64
        /// `0x` and hex digits.
        package let hash: String
        package let receiptsRoot: String
        /// JSON.
        package let header: String
        /// The receipts as JSON.
        package let receipts: [String]
        /// The logs of transfers as JSON.
        package let logs: [String]
        /// The lines of CSV that the rule of ethereum-etl makes of it.
        package let rows: [String]
    }

    package let blocks: [Block]

    /// Reads the chain.
    package init() throws {
        let file = URL(fileURLWithPath: #filePath).appendingPathComponent("../../ProofReference/chain.ndjson")
            .standardized
        blocks = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { try Block(String($0)) }
    }

    /// The lines of the rows of some blocks.
    package func rows(_ range: ClosedRange<UInt64>) -> [String] {
        blocks.filter { range.contains($0.number) }.flatMap(\.rows)
    }

    /// What an honest node answers; all blocks are final.
    package func answer(_ call: NodeServer.Call) -> FileServer.Answer {
        let block = call.tag.flatMap(NodeServer.Call.number).flatMap { number in blocks.first { $0.number == number } }
        switch call.method {
        case "eth_chainId": return NodeServer.result("\"0x1\"")
        case "eth_getBlockByNumber":
            let found = ["finalized", "latest"].contains(call.tag) ? blocks.last : block
            return NodeServer.result(found?.header ?? "null")
        case "eth_getBlockReceipts":
            return NodeServer.result(block.map { "[\($0.receipts.joined(separator: ","))]" } ?? "null")
        case "eth_getLogs":
            let logs = blocks.filter { call.blocks?.contains($0.number) == true }.flatMap(\.logs)
            return NodeServer.result("[\(logs.joined(separator: ","))]")
        default: return NodeServer.error(-32601, "the method \(call.method) does not exist")
        }
    }

    /// Runs a node while `body` uses it.
    ///
    /// - Parameter alter: called for every request, on the server's threads; nil to answer honestly.
    package func serve<Value: Sendable>(
        _ alter: @escaping @Sendable (NodeServer.Call) -> FileServer.Answer? = { _ in nil },
        _ body: (FileServer) async throws -> Value
    ) async throws -> Value {
        try await NodeServer.with(TestChain(count: 1), { alter($0) ?? answer($0) }, body)
    }
}

extension ProvenChain.Block {
    fileprivate init(_ line: String) throws {
        let block = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
        let header = block["header"] as? [String: Any] ?? [:]
        let receipts = block["receipts"] as? [[String: Any]] ?? []
        func text(_ name: String) -> String { header[name] as? String ?? "" }
        number = NodeServer.Call.number(text("number")) ?? .max
        hash = text("hash")
        receiptsRoot = text("receiptsRoot")
        self.header = try Self.json(header)
        self.receipts = try receipts.map(Self.json)
        logs = try receipts.flatMap { $0["logs"] as? [[String: Any]] ?? [] }
            .filter { ($0["topics"] as? [String])?.first == TestChain.transfer }.map(Self.json)
        rows = block["rows"] as? [String] ?? []
    }

    private static func json(_ object: [String: Any]) throws -> String {
        let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try JSONSerialization.data(withJSONObject: object, options: options), as: UTF8.self)
    }
}
