import Bus
import LocalServers
import TestData

/// Connections break, and a node of a cluster stops; proxies between the stages and the servers break them.
extension Catalogue {
    static let network = [cutBroker, cutDatabase, cutAll, lostLeader]

    private static let cutBroker = Scenario(
        "cut-broker", "connections to the broker break in the middle of a batch", setup: .proxied
    ) { arena, random in
        for round in 0..<8 {
            try await arena.waitForProgress(Int.random(in: 10...80, using: &random))
            let bytes = Int.random(in: 1...60_000, using: &random)
            try await arena.cut(
                "broker", arena.servers.brokerProxy, after: bytes, round % 2 == 0 ? .toServer : .toClient)
        }
    }

    private static let cutDatabase = Scenario(
        "cut-database", "the loader's connection to the database breaks in the middle of a batch", setup: .proxied
    ) { arena, random in
        for round in 0..<8 {
            try await arena.waitForProgress(Int.random(in: 10...80, using: &random))
            let bytes = Int.random(in: 1...20_000, using: &random)
            // Answers are short, so these cuts include commits whose answer never reaches the loader.
            let direction = round % 2 == 0 ? TCPProxy.Direction.toServer : .toClient
            try await arena.cut(
                "database", arena.servers.databaseProxy, after: direction == .toServer ? bytes : bytes / 20, direction)
        }
    }

    private static let cutAll = Scenario(
        "cut-all", "all connections to both servers break at once, and none can be made for a while",
        setup: .proxied
    ) { arena, random in
        for _ in 0..<3 {
            try await arena.waitForProgress(Int.random(in: 50...150, using: &random))
            try await arena.fault("cut of all connections") {
                let proxies = [arena.servers.brokerProxy, arena.servers.databaseProxy].compactMap(\.self)
                for proxy in proxies {
                    await proxy.setMode(.refusing)
                    await proxy.cutAll()
                }
                try await Task.sleep(for: .milliseconds(Int.random(in: 100...4000, using: &random)))
                for proxy in proxies { await proxy.setMode(.forwarding) }
            }
        }
    }

    private static let lostLeader = Scenario(
        "lost-leader", "kill -9 of the node that leads the queues, of a cluster of three, and start, twice",
        setup: .cluster
    ) { arena, random in
        guard let cluster = arena.servers.cluster else { throw ChaosError("there is no cluster") }
        for _ in 0..<2 {
            try await arena.waitForProgress(Int.random(in: 50...200, using: &random))
            guard let leader = try await cluster.leader(of: Stage.load.workQueue) else {
                throw ChaosError("no node leads \(Stage.load.workQueue)")
            }
            try await arena.fault("kill -9 of the leader") { await cluster.nodes[leader].kill() }
            guard try await cluster.electedLeader(of: Stage.load.workQueue, otherThan: leader) != nil else {
                throw ChaosError("no other node leads \(Stage.load.workQueue) a minute after its leader was killed")
            }
            // The stages continue while the node is down.
            try await arena.waitForProgress()
            try await cluster.nodes[leader].restart()
        }
    }
}

extension Arena {
    /// Cuts the first connection over which this number of bytes goes.
    fileprivate func cut(
        _ name: String, _ proxy: TCPProxy?, after bytes: Int, _ direction: TCPProxy.Direction
    ) async throws {
        guard let proxy else { throw ChaosError("there is no proxy before the \(name)") }
        if await ledger.isComplete { return }
        let giveUp = Task {
            try await Task.sleep(for: .seconds(30))
            await proxy.cancelCut()
        }
        defer { giveUp.cancel() }
        try await fault("cut of a \(name) connection") {
            guard await proxy.cut(after: bytes, direction) else {
                if await ledger.isComplete { return }
                throw ChaosError("no \(name) connection carried \(bytes) bytes \(direction) in 30 s")
            }
        }
    }
}

extension Scenario.Setup {
    /// With a proxy before each server.
    fileprivate static var proxied: Self {
        var setup = Self()
        setup.isProxied = true
        return setup
    }

    /// With three brokers behind a proxy, which forwards to the first of them that is available.
    fileprivate static var cluster: Self {
        var setup = proxied
        setup.brokerNodes = 3
        return setup
    }
}
