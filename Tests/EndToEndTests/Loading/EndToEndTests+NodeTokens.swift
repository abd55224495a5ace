import Foundation
import LocalServers
import Synchronization
import SystemPackage
import TestSupport
import Testing

/// Tokens straight from a node.
extension EndToEndTests {
    @Test func loadsTheTokensOfTransfersAndAsksForNoneTwice() async throws {
        let chain = TestChain(count: 45, logsOfBlock: 8).withContracts()
        let calls = Mutex(0)
        try await Workspace.with { workspace in
            try await NodeServer.with(chain) { call in
                guard call.method == "eth_call" else { return nil }
                // Rate limits and trouble, now and then.
                let number = calls.withLock { calls in
                    defer { calls += 1 }
                    return calls
                }
                guard number % 200 == 7 else { return nil }
                return number % 400 == 7
                    ? NodeServer.error(429, "too many requests") : NodeServer.answer("", status: 503)
            } _: { node in
                let arguments = ["run", "--node", node.origin, "--from-block", "5", "--blocks", "20", "--tokens"]
                let first = try await workspace.etl(arguments)
                #expect(first.exitCode == 0, "\(first.everything)")
                try await workspace.expectTokens(of: chain, in: 5...44)
                let sources = "SELECT count(*) FROM etl.sources WHERE kind = 'tokens'"
                let count = try await workspace.sql(sources)
                #expect((Int(count) ?? 0) > 1)
                let asked = calls.withLock { $0 }
                let second = try await workspace.etl(arguments)
                #expect(second.exitCode == 0)
                #expect(try await workspace.sql(sources) == count && calls.withLock { $0 } == asked)
            }
        }
    }

    @Test func tokensOfExportsAreDuplicatesOfANodes() async throws {
        let chain = TestChain(count: 12, logsOfBlock: 8).withContracts()
        try await Workspace.with { workspace in
            try await NodeServer.with(chain) { node in
                let run = try await workspace.etl(["run", "--node", node.origin, "--from-block", "0", "--tokens"])
                #expect(run.exitCode == 0, "\(run.everything)")
            }
            // An export has NULL for more than 255 decimals.
            let lines = chain.tokens(in: 0...11).map { token in
                token.enumerated().map { place, value in
                    let value = place == 3 && Int(value ?? "") ?? 0 > 255 ? "" : value ?? ""
                    return value.contains("\"") ? "\"\(value.replacing("\"", with: "\"\""))\"" : value
                }.joined(separator: ",")
            }
            let file = workspace.folder.appending("tokens.csv").string
            try (["address,symbol,name,decimals,total_supply,block_number"] + lines.map { $0 + "," })
                .joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
            let loaded = try await workspace.etl(["run", file])
            #expect(loaded.exitCode == 0)
            let counts =
                "SELECT sum(duplicates), sum(rejected) FROM etl.batches JOIN etl.sources USING (source_id) WHERE uri LIKE '%.csv'"
            #expect(try await workspace.sql(counts) == "\(lines.count)|0")
            try await workspace.expectTokens(of: chain, in: 0...11)
        }
    }

    @Test func followsTheTokensOfAChainWhileExtractorsAreKilled() async throws {
        let chain = Mutex(TestChain(count: 120, logsOfBlock: 8).withContracts())
        let whole = chain.withLock { $0 }
        chain.withLock { $0.finalized = 49 }
        try await Workspace.with { workspace in
            try await NodeServer.with(whole) { call in
                NodeServer.honest(call, chain.withLock { $0 }.archive(for: call))
            } _: { node in
                let nodes = ["ETL_NODES": "dev=\(node.origin)", "ETL_NODE_BLOCKS": "10"]
                #expect(try await workspace.etl(["migrate"]).exitCode == 0)
                var services = [
                    try await workspace.node("transformer", [], [:]), try await workspace.node("loader", [], [:]),
                ]
                let first = try await workspace.node("extractor", [], nodes)
                let arguments = ["follow", "dev", "--from", "3", "--to", "110", "--tokens"]
                let killed = try await workspace.node("etl", arguments, nodes)
                let tokens = "SELECT count(*) FROM tokens"
                while try await workspace.sql(tokens) == "0" { try await Task.sleep(for: .milliseconds(20)) }
                for process in [first, killed] {
                    process.send(.kill)
                    _ = await process.wait()
                }
                services.append(try await workspace.node("extractor", [], nodes))
                let follow = try await workspace.node("etl", arguments, nodes)
                for final: UInt64 in [71, 115] {
                    try await Task.sleep(for: .seconds(1))
                    chain.withLock { $0.finalized = final }
                }
                #expect(await follow.wait() == .exited(0))
                for service in services { #expect(await service.terminate(grace: .seconds(40)) == .exited(0)) }
                try await workspace.expectTokens(of: whole, in: 3...110)
            }
        }
    }
}

extension EndToEndTests {
    @Test func tokensOfARetiredSourceAreAskedForAtANewerBlock() async throws {
        let chain = Mutex(TestChain(count: 30, logsOfBlock: 8).withContracts())
        let whole = chain.withLock { $0 }
        chain.withLock { $0.finalized = 9 }
        let calls = Mutex(0)
        try await Workspace.with { workspace in
            try await NodeServer.with(whole) { call in
                let current = chain.withLock { $0 }
                guard call.method == "eth_call", current.finalized == 9 else { return NodeServer.honest(call, current) }
                calls.withLock { $0 += 1 }
                return NodeServer.error(-32000, "missing trie node 12ab")
            } _: { node in
                let nodes = ["ETL_NODES": "dev=\(node.origin)", "ETL_NODE_BLOCKS": "10"]
                #expect(try await workspace.etl(["migrate"]).exitCode == 0)
                let services = [
                    try await workspace.node("transformer", [], [:]), try await workspace.node("loader", [], [:]),
                    try await workspace.node("extractor", [], nodes),
                ]
                let follow = try await workspace.node("etl", ["follow", "dev", "--to", "9", "--tokens"], nodes)
                while calls.withLock({ $0 }) == 0 { try await Task.sleep(for: .milliseconds(20)) }
                // The follower has to hear from the broker that it has the job.
                try await Task.sleep(for: .seconds(1))
                let id = try await workspace.sql("SELECT source_id FROM etl.sources WHERE kind = 'tokens'")
                chain.withLock { $0.finalized = 20 }
                #expect(try await workspace.etl(["sources", "retire", id]).exitCode == 0)
                #expect(await follow.wait() == .exited(0))
                for service in services { #expect(await service.terminate(grace: .seconds(40)) == .exited(0)) }
                try await workspace.expectTokens(of: whole, in: 0...9)
                #expect(try await workspace.sql("SELECT DISTINCT block_number FROM tokens") == "20")
            }
        }
    }
}

extension TestChain {
    /// The contracts that transfers name, sorted: hex digits.
    private func contracts(in range: ClosedRange<UInt64>) -> [String] {
        Set(rows(range).compactMap { $0.split(separator: ",").first.map { String($0.dropFirst(2)) } }).sorted()
    }

    /// The same chain, whose contracts answer in different ways; some are none.
    fileprivate func withContracts() -> TestChain {
        var chain = self
        for (number, address) in contracts(in: 0...(blocks.last?.number ?? 0)).enumerated() {
            switch number % 4 {
            case 0:
                chain.contracts.functions[address] = TestContracts.usual(
                    "T\(number)", "Token \"\(number)\"", decimals: number % 19, supply: TestContracts.word(number))
            case 1:
                chain.contracts.functions[address] = [
                    "f76f8d78": .returned(TestContracts.bytes32("B\(number)")),
                    "2e0f2625": .returned(TestContracts.word(number * 20)),
                ]
            case 2: chain.contracts.functions[address] = [:]
            default: break
            }
        }
        return chain
    }

    /// The chain as an archive has it, which also answers for blocks that were final before.
    fileprivate func archive(for call: NodeServer.Call) -> TestChain {
        guard let block = call.target.flatMap({ UInt64($0.block.dropFirst(2), radix: 16) }), block < finalized else {
            return self
        }
        var chain = self
        chain.finalized = block
        return chain
    }

    /// The values of the tokens that transfers of some blocks name: address, symbol, name, decimals and supply.
    fileprivate func tokens(in range: ClosedRange<UInt64>) -> [[String?]] {
        let wanted = Set(contracts(in: range))
        return contracts(in: 0...(blocks.last?.number ?? 0)).enumerated().filter { wanted.contains($1) }.map {
            number, address in
            let values: [String?] =
                switch number % 4 {
                case 0: ["T\(number)", "Token \"\(number)\"", "\(number % 19)", "\(number)"]
                case 1: ["B\(number)", nil, "\(number * 20)", nil]
                default: [nil, nil, nil, nil]
                }
            return ["0x\(address)"] + values
        }
    }
}

extension Workspace {
    /// The table has the tokens that transfers of some blocks name, each once, and no other.
    fileprivate func expectTokens(of chain: TestChain, in blocks: ClosedRange<UInt64>) async throws {
        let rows = try await sql(
            """
            SELECT concat_ws(',', '0x' || encode(address, 'hex'), coalesce(symbol, '-'), coalesce(name, '-'),
                coalesce(decimals::text, '-'), coalesce(total_supply::text, '-'))
            FROM tokens WHERE block_number IS NOT NULL AND block_hash IS NOT NULL AND block_timestamp IS NOT NULL
            ORDER BY address
            """)
        let wanted = chain.tokens(in: blocks).map { $0.map { $0 ?? "-" }.joined(separator: ",") }
        #expect(rows.split(separator: "\n").map(String.init) == wanted)
    }
}
