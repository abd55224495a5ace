import Foundation
import LocalServers
import Subprocess
import Synchronization
import SystemPackage
import TestSupport
import Testing

/// Blocks straight from a node.
extension EndToEndTests {
    private static let key = "n0de-k3y"

    @Test func loadsTheBlocksOfANodeAndResumesWithoutASecondRow() async throws {
        let chain = TestChain(count: 95, logsOfBlock: 8)
        try await Workspace.with { workspace in
            try await NodeServer.with(chain) { call in
                // Limits, rates and lost answers, now and then.
                if let blocks = call.blocks, blocks.count > 16 { return NodeServer.error(-32000, "max range: 16") }
                guard call.number % 7 == 6 else { return nil }
                return call.number % 2 == 0 ? NodeServer.answer("", status: 503) : NodeServer.result("null")
            } _: { node in
                let url = "\(node.origin)/\(Self.key)"
                let some = try await workspace.etl(
                    ["run", "--node", url, "--from-block", "5", "--to-block", "59", "--blocks", "20"])
                #expect(some.exitCode == 0)
                // The final block is the last one.
                let all = try await workspace.etl(["run", "--node", url, "--from-block", "5", "--blocks", "20"])
                #expect(all.exitCode == 0)
                #expect(all.output.contains("20-39: already loaded") || all.output.contains("already loaded"))
                try await workspace.expectRows(chain.rows(5...94))
                #expect(try await workspace.sql("SELECT sum(duplicates) FROM etl.batches") == "0")
                let skipped = "SELECT sum(skipped) * 3 = sum(loaded) FROM etl.batches"
                #expect(try await workspace.sql(skipped) == "t")
                #expect(!(some.everything + all.everything).contains(Self.key))
                let known = try await workspace.sql("SELECT string_agg(source::text, '') FROM etl.sources AS source")
                #expect(known.contains("node:") && !known.contains(Self.key))
            }
        }
    }

    @Test func followsAChainWhileItGrowsAndExtractorsAreKilled() async throws {
        let chain = Mutex(TestChain(count: 300, logsOfBlock: 8))
        let whole = chain.withLock { $0 }
        chain.withLock { $0.finalized = 99 }
        try await Workspace.with { workspace in
            try await NodeServer.with(whole) { call in
                NodeServer.honest(call, chain.withLock { $0 })
            } _: { node in
                let nodes = ["ETL_NODES": "dev=\(node.origin)/\(Self.key)", "ETL_NODE_BLOCKS": "10"]
                #expect(try await workspace.etl(["migrate"]).exitCode == 0)
                var services = [
                    try await workspace.node("transformer", [], [:]), try await workspace.node("loader", [], [:]),
                ]
                let first = try await workspace.node("extractor", [], nodes)
                let follow = try await workspace.node("etl", ["follow", "dev", "--from", "3", "--to", "250"], nodes)
                while try await workspace.loadedBatches() < 5 { try await Task.sleep(for: .milliseconds(20)) }
                first.send(.kill)
                _ = await first.wait()
                services.append(try await workspace.node("extractor", [], nodes))
                for final: UInt64 in [131, 180, 263] {
                    chain.withLock { $0.finalized = final }
                    try await Task.sleep(for: .seconds(1))
                }
                #expect(await follow.wait() == .exited(0))
                for service in services { #expect(await service.terminate(grace: .seconds(40)) == .exited(0)) }
                try await workspace.expectRows(whole.rows(3...250))
                try workspace.expectNoLog(Self.key)
            }
        }
    }
}

extension Workspace {
    /// Starts a program with the environment of a node.
    func node(
        _ program: String, _ arguments: [String], _ variables: [String: String]
    ) async throws -> ManagedProcess {
        let log = folder.appending("\(program)-\(UInt32.random(in: 0 ... .max)).log")
        var environment: [Environment.Key: String?] = ["RABBITMQ_URL": brokerURL, "DATABASE_URL": databaseURL]
        for (name, value) in variables { environment[Environment.Key(stringLiteral: name)] = value }
        return try await ManagedProcess.start(
            Programs.directory.appending(program), arguments: arguments,
            environment: .inherit.updating(environment), output: .file(log), error: .file(log))
    }

    /// No log of a program has a secret.
    fileprivate func expectNoLog(_ secret: String) throws {
        let logs = Files.all(below: folder).filter { $0.extension == "log" }
        #expect(logs.count >= 4)
        for log in logs { #expect(try !Files.text(log).contains(secret)) }
    }

    /// The table has these rows, each once, and no other.
    func expectRows(_ wanted: [String]) async throws {
        let rows = try await sql(Self.rowsInOrder)
        #expect(rows.split(separator: "\n").map(String.init) == wanted)
    }

    /// The rows as the test chain has them.
    static let rowsInOrder = """
        SELECT concat_ws(',', '0x' || encode(token_address, 'hex'), '0x' || encode(from_address, 'hex'),
            '0x' || encode(to_address, 'hex'), value, '0x' || encode(transaction_hash, 'hex'), log_index,
            block_number, extract(epoch FROM block_timestamp)::bigint, '0x' || encode(block_hash, 'hex'))
        FROM token_transfers ORDER BY block_number, log_index
        """
}
