import Foundation
import LocalServers
import Subprocess
import Synchronization
import SystemPackage
import TestSupport
import Testing

/// Chains whose nodes name no final block.
extension EndToEndTests {
    @Test func aReorganisationShorterThanTheConfirmationsChangesNothing() async throws {
        let (old, new) = (TestChain.withoutFinality(), TestChain.withoutFinality(from: 41))
        let served = Mutex(old.cut(after: 49))
        try await Workspace.with { workspace in
            try await NodeServer.with(old) { call in
                NodeServer.honest(call, served.withLock { $0 })
            } _: { node in
                let services = try await workspace.stages(for: node)
                #expect(try await workspace.follow(node, to: 39).exitCode == 0)
                served.withLock { $0 = new }
                let more = try await workspace.follow(node, to: 49)
                #expect(more.exitCode == 0 && !more.everything.contains("abandoned"), "\(more.everything)")
                for service in services { #expect(await service.terminate(grace: .seconds(40)) == .exited(0)) }
                try await workspace.expectRows(new.rows(3...49))
                #expect(new.rows(3...39) == old.rows(3...39) && new.rows(41...49) != old.rows(41...49))
            }
        }
    }

    @Test func aLongerReorganisationIsToldAndMendedByTwoCommands() async throws {
        let (old, new) = (TestChain.withoutFinality(), TestChain.withoutFinality(from: 33))
        let served = Mutex(old.cut(after: 49))
        try await Workspace.with { workspace in
            try await NodeServer.with(old) { call in
                NodeServer.honest(call, served.withLock { $0 })
            } _: { node in
                let services = try await workspace.stages(for: node)
                #expect(try await workspace.follow(node, to: 39).exitCode == 0)
                try await workspace.expectRows(old.rows(3...39))
                served.withLock { $0 = new }
                let told = try await workspace.follow(node, to: 49)
                #expect(told.exitCode == 1 && told.errors.contains("abandoned blocks 30-39"), "\(told.everything)")
                let id = try await workspace.sql("SELECT source_id FROM etl.sources WHERE uri LIKE '%/30-39/%'")
                #expect(told.errors.contains("`etl sources remove \(id)"))
                #expect(!told.errors.contains("blocks 20-29") && !told.errors.contains("blocks 40-49"))
                let removal = try await workspace.etl(
                    ["sources", "remove", id], environment: ["ETL_NODES": "dev=\(node.origin)"])
                #expect(removal.exitCode == 0, "\(removal.everything)")
                let mended = try await workspace.follow(node, to: 49)
                #expect(mended.exitCode == 0, "\(mended.everything)")
                for service in services { #expect(await service.terminate(grace: .seconds(40)) == .exited(0)) }
                try await workspace.expectRows(new.rows(3...49))
                let names = try await workspace.sql("SELECT count(*) FROM etl.sources WHERE uri LIKE 'node:dev+10/%'")
                #expect(names == "6")
            }
        }
    }

    @Test func aRemovedRangeIsLoadedAgain() async throws {
        let chain = TestChain.withoutFinality()
        try await Workspace.with { workspace in
            try await NodeServer.with(chain) { node in
                let services = try await workspace.stages(for: node)
                #expect(try await workspace.follow(node, to: 29).exitCode == 0)
                let id = try await workspace.sql("SELECT source_id FROM etl.sources WHERE uri LIKE '%/10-19/%'")
                let nodes = ["ETL_NODES": "dev=\(node.origin)"]
                #expect(try await workspace.etl(["sources", "remove", id], environment: nodes).exitCode == 0)
                try await workspace.expectRows(chain.rows(3...9) + chain.rows(20...29))
                #expect(try await workspace.follow(node, to: 29).exitCode == 0)
                for service in services { #expect(await service.terminate(grace: .seconds(40)) == .exited(0)) }
                try await workspace.expectRows(chain.rows(3...29))
            }
        }
    }
}

extension TestChain {
    /// 60 blocks; those from one on are of another history.
    fileprivate static func withoutFinality(from block: UInt64 = 60) -> TestChain {
        var chain = TestChain(count: 60, logsOfBlock: 8)
        let other = TestChain(count: 60, seed: 2, logsOfBlock: 8)
        chain.blocks = chain.blocks.filter { $0.number < block } + other.blocks.filter { $0.number >= block }
        chain.number = 59_144
        chain.namesFinal = false
        return chain
    }

    /// The chain when it was shorter.
    fileprivate func cut(after block: UInt64) -> TestChain {
        var chain = self
        chain.blocks = blocks.filter { $0.number <= block }
        return chain
    }
}

extension Workspace {
    /// Makes a database for the chain, and starts a process of each stage.
    fileprivate func stages(for node: FileServer) async throws -> [ManagedProcess] {
        #expect(try await etl(["migrate", "--chain-id", "59144"]).exitCode == 0)
        return [
            try await self.node("transformer", [], [:]), try await self.node("loader", [], [:]),
            try await self.node("extractor", [], ["ETL_NODES": "dev=\(node.origin)"]),
        ]
    }

    /// Follows the chain up to a block.
    fileprivate func follow(_ node: FileServer, to last: Int) async throws -> Outcome {
        try await etl(
            ["follow", "dev", "--from", "3", "--to", "\(last)", "--confirmations", "10", "--blocks", "10"],
            environment: ["ETL_NODES": "dev=\(node.origin)"])
    }
}
