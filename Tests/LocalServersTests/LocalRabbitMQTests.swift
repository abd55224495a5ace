import SystemPackage
import TestSupport
import Testing

@testable import LocalServers

@Suite(.serialized) struct LocalRabbitMQTests {
    @Test func stoppedThrowawayBrokerLeavesNothing() async throws {
        let broker = try await TestServers.dedicatedRabbitMQ()
        let state = broker.logFile.removingLastComponent().removingLastComponent()
        #expect(broker.url.hasPrefix("amqp://etl:") && broker.url.hasSuffix("/"))
        #expect(ProcessTable.arguments(of: broker.pid).first?.hasSuffix("beam.smp") == true)
        await broker.stop()
        #expect(!ProcessTable.isAlive(broker.pid))
        #expect(processes(naming: state) == [])
        #expect(!FileSystem.exists(state))
    }

    @Test func othersFindABrokerWhileItRuns() async throws {
        let broker = try await TestServers.dedicatedRabbitMQ()
        let state = broker.logFile.removingLastComponent().removingLastComponent()
        #expect(LocalRabbitMQ.hasData(in: state))
        #expect(LocalRabbitMQ.runningURL(in: state) == broker.url)
        await broker.kill()
        #expect(LocalRabbitMQ.runningURL(in: state) == nil)
        await broker.stop()
        #expect(!LocalRabbitMQ.hasData(in: state))
    }

    @Test func controlSpeaksToThisBroker() async throws {
        let broker = try await TestServers.shared.rabbitMQ
        #expect(try await broker.control(["list_users", "--no-table-headers"]).hasPrefix("etl\t"))
        #expect(try await broker.evaluate("1 + 1") == "2")
        await #expect(throws: LocalServerError.self) { try await broker.evaluate("erlang:error(wrong)") }
    }

    @Test func listensOnLoopbackOnly() async throws {
        let broker = try await TestServers.shared.rabbitMQ
        // All listening sockets of the broker's Erlang machine, with their addresses.
        let addresses = try await broker.evaluate(
            "lists:usort([element(1, A) || P <- erlang:ports(), erlang:port_info(P, name) =:= {name, \"tcp_inet\"}, "
                + "{ok, A} <- [inet:sockname(P)], {error, enotconn} =:= inet:peername(P)])")
        #expect(addresses.filter { $0 != " " } == "[{127,0,0,1}]")
    }

    @Test func everyTestHasAVirtualHostOfItsOwn() async throws {
        let broker = try await TestServers.shared.rabbitMQ
        let first = try await TestServers.shared.withVirtualHost { $0 }
        let second = try await TestServers.shared.withVirtualHost { $0 }
        #expect(first != second)
        for url in [first, second] {
            let name = url.split(separator: "/").last.map(String.init) ?? ""
            let permissions = try await broker.control(["list_permissions", "-p", name, "--no-table-headers"])
            #expect(permissions.hasPrefix("etl\t.*\t.*\t.*"))
        }
    }

    @Test func messageSurvivesAKill() async throws {
        let broker = try await TestServers.dedicatedRabbitMQ()
        try await broker.publishToQuorumQueue("kept", count: 3)
        try await broker.syncQueueNames()
        let before = (pid: broker.pid, url: broker.url)
        await broker.kill()
        #expect(!ProcessTable.isAlive(before.pid))
        try await broker.restart()
        #expect(broker.pid != before.pid && broker.url == before.url)
        let count = try await broker.messageCount("kept", reaching: 3)
        #expect(count == 3)
        await broker.stop()
    }
}
