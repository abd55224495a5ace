import Foundation
import LocalServers
import TestSupport
import Testing

/// Blocks of a node that lies, with `--verify`.
extension EndToEndTests {
    /// Leaves out the last transfer of block 19, in logs and in receipts. The bloom filter admits it, and others.
    private static func lie(_ call: NodeServer.Call, _ chain: ProvenChain) -> FileServer.Answer? {
        let block = chain.blocks[19]
        if call.method == "eth_getLogs", call.blocks?.contains(19) == true {
            let logs = chain.blocks.filter { call.blocks?.contains($0.number) == true }.flatMap(\.logs)
            return NodeServer.result("[\(logs.dropLast().joined(separator: ","))]")
        }
        guard call.method == "eth_getBlockReceipts", call.tag == "0x13" else { return nil }
        var receipts = block.receipts
        guard let place = receipts.lastIndex(where: { $0.contains(TestChain.transfer) }) else { return nil }
        receipts[place].replace(
            /\{"address":"[0-9a-fx]*","blockHash":[^{}]*"topics":\["0xddf252ad[^{}]*\},?/, with: "", maxReplacements: 1)
        return NodeServer.result("[\(receipts.joined(separator: ","))]")
    }

    @Test func provesTheBlocksOfANodeThatLiesByItsOtherURL() async throws {
        let chain = try ProvenChain()
        try await Workspace.with { workspace in
            try await chain.serve({ Self.lie($0, chain) }) { liar in
                try await chain.serve { honest in
                    let nodes = ["ETL_NODES": "dev=\(liar.origin)/a dev=\(honest.origin)/b liar=\(liar.origin)"]
                    // Without verification, the transfer is lost in silence.
                    let plain = ["run", "--node", "liar", "--from-block", "0", "--blocks", "8"]
                    #expect(try await workspace.etl(plain, environment: nodes).exitCode == 0)
                    try await workspace.expectRows(Array(chain.rows(0...19).dropLast()))
                    try await expectVerification(workspace, nodes, chain)
                    _ = try await workspace.sql(
                        "TRUNCATE token_transfers, etl.sources, etl.batches, etl.rejects CASCADE")
                    try await followVerified(workspace, nodes, chain)
                }
            }
        }
    }

    /// `etl verify` finds what is missing by proven rows, and that two URLs disagree.
    private func expectVerification(
        _ workspace: Workspace, _ nodes: [String: String], _ chain: ProvenChain
    ) async throws {
        let same = try await workspace.etl(["verify", "liar", "--json"], environment: nodes)
        #expect(same.exitCode == 0)
        let verify = ["verify", "dev", "--json", "--verify"]
        let proven = try await workspace.etl(verify + ["receipts"], environment: nodes)
        #expect(proven.exitCode == 1)
        let report = try JSONSerialization.jsonObject(with: Data(proven.output.utf8)) as? [String: Any]
        #expect(report?["verification"] as? String == "receipts" && report?["compared_blocks"] as? Int == 20)
        let differences = report?["differences"] as? [[String: Int]]
        #expect(differences == [["block": 19, "missing": 1, "extra": 0, "changed": 0]])
        let second = try await workspace.etl(verify + ["second"], environment: nodes)
        #expect(second.exitCode == 1 && second.errors.contains("give different transfers: block 19 has"))
        let one = try await workspace.etl(["verify", "liar", "--verify", "second"], environment: nodes)
        #expect(one.exitCode == 1 && one.errors.contains("only one is set"))
    }

    private func followVerified(
        _ workspace: Workspace, _ nodes: [String: String], _ chain: ProvenChain
    ) async throws {
        var services = [
            try await workspace.node("transformer", [], [:]), try await workspace.node("loader", [], [:]),
        ]
        services.append(try await workspace.node("extractor", [], nodes))
        let variables = nodes.merging(["ETL_NODE_VERIFY": "receipts"]) { $1 }
        let follow = try await workspace.node("etl", ["follow", "dev", "--to", "19", "--blocks", "7"], variables)
        #expect(await follow.wait() == .exited(0))
        for service in services { #expect(await service.terminate(grace: .seconds(40)) == .exited(0)) }
        try await workspace.expectRows(chain.rows(0...19))
    }
}
