import LocalServers
import Synchronization
import TestData
import TestSupport
import Testing

/// A followed chain whose node, whose followers and whose servers are never quiet.
extension EndToEndTests {
    @Test(arguments: [1, 2] as [UInt64])
    func everyFinalRowIsThereOnceWhateverIsKilledWhileAChainIsFollowed(seed: UInt64) async throws {
        let chain = GrowingChain(seed: seed)
        try await Workspace.with { shared in
            let broker = try await TestServers.dedicatedRabbitMQ()
            let database = try await TestServers.dedicatedPostgres()
            let workspace = Workspace(folder: shared.folder, brokerURL: broker.url, databaseURL: database.url)
            try await NodeServer.with(chain.history) { call in
                NodeServer.honest(call, chain.seen(by: call.number))
            } _: { node in
                let nodes = ["ETL_NODES": "dev=\(node.origin)", "ETL_NODE_BLOCKS": "10"]
                #expect(try await workspace.etl(["migrate"]).exitCode == 0)
                var stages: [KeptProgram] = []
                for stage in Programs.stages {
                    stages.append(try await KeptProgram { try await workspace.node(stage, [], nodes) })
                }
                let last = GrowingChain.count - 1
                let follower = try await KeptProgram {
                    try await workspace.node("etl", ["follow", "dev", "--from", "3", "--to", "\(last)"], nodes)
                }
                let mortals = Mortals(broker: broker, database: database, stages: stages, follower: follower)
                var random = SeededGenerator(seed)
                for _ in 0..<14 {
                    chain.grow(&random)
                    try await Task.sleep(for: .milliseconds(Int.random(in: 100...900, using: &random)))
                    try await mortals.strike(&random)
                }
                chain.end()
                #expect(await follower.end() == .exited(0))
                for stage in stages { #expect(await stage.terminate() == .exited(0)) }
                let rows = try await database.psql(Workspace.rowsInOrder)
                #expect(rows.split(separator: "\n").map(String.init) == chain.history.rows(3...last))
                let doubled = "SELECT count(*) FROM etl.batches WHERE duplicates > 0 OR rejected > 0"
                #expect(try await database.psql(doubled) == "0")
            }
            await broker.stop()
            await database.stop()
        }
    }
}

/// What can die.
private struct Mortals {
    let broker: LocalRabbitMQ
    let database: LocalPostgres
    let stages: [KeptProgram]
    let follower: KeptProgram

    /// Kills one of them, or all programs, and starts what it has killed.
    func strike(_ random: inout SeededGenerator) async throws {
        let pause = Duration.milliseconds(Int.random(in: 0...1500, using: &random))
        switch Int.random(in: 0..<8, using: &random) {
        case 0, 1: try await follower.kill()
        case 2:
            await broker.kill()
            try await Task.sleep(for: pause)
            try await broker.restart()
        case 3:
            await database.kill()
            try await Task.sleep(for: pause)
            try await database.restart()
        case let victim where victim < 7: try await stages[victim % stages.count].kill()
        default: for program in [follower] + stages { try await program.kill() }
        }
    }
}

/// A chain that grows. The blocks after the final one change with every growth, and some answers name an earlier final block.
private final class GrowingChain: Sendable {
    static let count: UInt64 = 400

    /// The blocks that become final.
    let history: TestChain
    private let others: [TestChain]
    private struct State {
        var final: UInt64 = 60
        var other = 0
    }
    private let state = Mutex(State())

    init(seed: UInt64) {
        history = TestChain(count: Self.count, seed: seed, logsOfBlock: 8)
        others = (1...3).map { TestChain(count: Self.count, seed: seed + 100 * $0, logsOfBlock: 8) }
    }

    func grow(_ random: inout SeededGenerator) {
        let blocks = UInt64.random(in: 5...40, using: &random)
        let other = Int.random(in: 0..<others.count, using: &random)
        state.withLock { state in
            state.final = min(state.final + blocks, Self.count - 2)
            state.other = other
        }
    }

    /// All blocks are final.
    func end() { state.withLock { $0.final = Self.count - 1 } }

    /// The chain that the node tells of in its answer to a request.
    func seen(by request: Int) -> TestChain {
        let (final, other) = state.withLock { ($0.final, $0.other) }
        var chain = history
        let others = others[other].blocks.filter { $0.number > final && $0.number <= final + 20 }
        chain.blocks = history.blocks.filter { $0.number <= final } + others
        let isBehind = request % 7 == 3 && final < Self.count - 1
        chain.finalized = isBehind ? final - 9 : final
        return chain
    }
}

/// A program that is started again after each kill, until it has ended by itself.
private actor KeptProgram {
    private let start: @Sendable () async throws -> ManagedProcess
    private var process: ManagedProcess

    init(_ start: @escaping @Sendable () async throws -> ManagedProcess) async throws {
        self.start = start
        process = try await start()
    }

    func kill() async throws {
        let wasRunning = process.isRunning
        process.send(.kill)
        let status = await process.wait()
        // Nothing but a kill ends a program too early, whatever the servers do.
        #expect(status == .signaled(9) || status == .exited(0))
        guard wasRunning, status != .exited(0) else { return }
        process = try await start()
    }

    func end() async -> ManagedProcess.Status { await process.wait() }

    func terminate() async -> ManagedProcess.Status { await process.terminate(grace: .seconds(40)) }
}
