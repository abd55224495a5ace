import Bus
import Logging
import RabbitMQ
import SystemPackage
import TestSupport
import Testing

@testable import LocalServers

@Suite(.serialized) struct LocalRabbitMQClusterTests {
    @Test func queuesOutliveTheNodeThatLedThem() async throws {
        let cluster = try await TestServers.dedicatedCluster()
        let state = cluster.nodes[0].logFile.removingLastComponent().removingLastComponent()
        let queues = Stage.allCases.map(\.workQueue)
        try await publish(20, to: queues, through: cluster.urls[0])
        try await cluster.syncQueueNames()
        let first = try #require(try await cluster.leader(of: queues[0]))
        await cluster.nodes[first].kill()
        #expect(!cluster.nodes[first].isRunning)
        for queue in queues {
            let second = try #require(try await cluster.electedLeader(of: queue, otherThan: first))
            #expect(second != first)
            let depth = try await depth(of: queue, through: cluster.urls[second])
            #expect(depth == 20)
        }
        try await cluster.nodes[first].restart()
        // The returned node leads no queue, but still knows the leader.
        #expect(try await cluster.leader(of: queues[0]) != first)
        let depth = try await depth(of: queues[0], through: cluster.urls[first])
        #expect(depth == 20)
        let pids = cluster.nodes.map(\.pid)
        await cluster.stop()
        #expect(!pids.contains(where: ProcessTable.isAlive))
        #expect(processes(naming: state) == [])
        #expect(!FileSystem.exists(state))
    }

    private func publish(_ count: Int, to queues: [String], through url: String) async throws {
        let publisher = RabbitMQPublisher(
            configuration: try RabbitMQConfiguration(url: url), queues: Stage.queues, logger: quiet)
        try await withThrowingTaskGroup { group in
            group.addTask { try await publisher.run() }
            for queue in queues {
                for number in 0..<count {
                    try await publisher.publish(Message(id: "\(number)", body: [UInt8(number)]), to: queue)
                }
            }
            group.cancelAll()
        }
    }

    private func depth(of queue: String, through url: String) async throws -> Int? {
        let browser = try await RabbitMQBrowser.connect(try RabbitMQConfiguration(url: url))
        let depth = try await browser.depth(of: queue)
        await browser.close()
        return depth?.ready
    }

    private let quiet = Logger(label: "quiet") { _ in SwiftLogNoOpLogHandler() }
}
