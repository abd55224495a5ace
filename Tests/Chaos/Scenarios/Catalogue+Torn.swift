import Foundation
import LocalServers
import TestData

/// A cluster is torn: nodes and stages cannot see one another, or see too little.
extension Catalogue {
    static let torn = [tornMinority, tornStage, tornLeader, tornSlow, tornPaused] + promotions

    private static let tornMinority = Scenario(
        "torn-minority", "a follower, and then the leader, is cut off from the other two brokers and from all stages",
        setup: .torn
    ) { arena, random in
        let network = try arena.torn().network
        for isLeader in [false, true] {
            try await arena.waitForProgress(Int.random(in: 50...150, using: &random))
            let leader = try await arena.leadingHost()
            let followers = TestNetwork.Host.brokers.filter { $0 != leader }
            let host = isLeader ? leader : followers.randomElement(using: &random) ?? leader
            try await arena.fault("cut off \(isLeader ? "leader" : "follower")") {
                try await network.isolate(host)
                try await Task.sleep(for: .seconds(12))
                // The majority continues.
                try await arena.waitForProgress()
                try await network.heal()
            }
            try await arena.waitForWholeCluster()
        }
    }

    private static let tornStage = Scenario(
        "torn-stage", "each stage in turn is cut off from the node that leads the queues", setup: .torn
    ) { arena, random in
        let network = try arena.torn().network
        for stage in TestNetwork.Host.stages {
            try await arena.waitForProgress(Int.random(in: 50...100, using: &random))
            let leader = try await arena.leadingHost()
            try await arena.fault("cut between \(stage) and leader") {
                try await network.cut([stage], from: [leader])
                try await Task.sleep(for: .seconds(12))
                // The stage uses another node.
                try await arena.waitForProgress()
                try await network.heal()
            }
        }
    }

    private static let tornLeader = Scenario(
        "torn-leader", "kill -9 of the leader while a follower is cut off: no node has a majority until both are back",
        setup: .torn
    ) { arena, random in
        let network = try arena.torn().network
        for _ in 0..<2 {
            try await arena.waitForProgress(Int.random(in: 50...150, using: &random))
            let leader = try await arena.leadingHost()
            let others = TestNetwork.Host.brokers.filter { $0 != leader }
            let broker = try arena.broker(on: leader)
            try await arena.fault("kill -9 of the leader in a partition") {
                try await network.isolate(others.randomElement(using: &random) ?? leader)
                try await Task.sleep(for: .seconds(2))
                await broker.kill()
                try await Task.sleep(for: .seconds(8))
                try await network.heal()
            }
            // With RabbitMQ 3, the two others may have paused in the partition, and wait for tables that the killed node has.
            try await broker.restart()
            try await arena.waitForWholeCluster()
            try await arena.waitForProgress()
        }
    }

    private static let tornSlow = Scenario(
        "torn-slow", "every link is slow, and loses one packet of fifty", setup: .torn
    ) { arena, random in
        let network = try arena.torn().network
        for _ in 0..<2 {
            try await arena.waitForProgress(Int.random(in: 50...150, using: &random))
            try await arena.fault("slow and lossy links for 15 s") {
                try await network.degrade(toMegabits: 4, loss: 0.02)
                try await Task.sleep(for: .seconds(15))
                try await network.heal()
            }
        }
    }

    private static let tornPaused = Scenario(
        "torn-paused", "SIGSTOP of the leading node for 20 s, and then of PostgreSQL", setup: .torn
    ) { arena, random in
        try await arena.waitForProgress(Int.random(in: 50...150, using: &random))
        let broker = try arena.broker(on: try await arena.leadingHost())
        try await arena.fault("SIGSTOP of the leader for 20 s") {
            kill(broker.pid, SIGSTOP)
            defer { kill(broker.pid, SIGCONT) }
            try await Task.sleep(for: .seconds(20))
            try await arena.waitForProgress()
        }
        // After its sleep, the node sees the others at once, so it does not pause. Its Mnesia stays apart from theirs
        // until an operator restarts it (rabbitmq.com/docs/partitions).
        await broker.kill()
        try await broker.restart()
        try await arena.waitForWholeCluster()
        try await arena.waitForProgress(Int.random(in: 50...150, using: &random))
        try await arena.fault("SIGSTOP of the database for 20 s") {
            arena.database.freeze()
            defer { arena.database.thaw() }
            try await Task.sleep(for: .seconds(20))
        }
    }
}

extension Scenario.Setup {
    /// Three brokers, a database with a synchronous standby and the stages, each on a host of its own. A connection
    /// counts as lost after four silent seconds.
    static var torn: Self {
        var setup = Self()
        setup.network = .synchronous
        setup.brokerOptions = "heartbeat=2"
        setup.sample = SampleShape(transfers: 60_000, tokens: 6_000, batchRecords: 12)
        return setup
    }
}
