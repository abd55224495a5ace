import LocalServers
import Testing

@testable import RabbitMQ

/// Queues that have no leader for a while, as after a start of the broker: a passive declare says that they are empty.
extension BrokerTests {
    /// The Erlang expressions that bind `N` to the process of a queue.
    private func process(of queue: String) -> String {
        #"{ok, Q} = rabbit_amqqueue:lookup(rabbit_misc:r(<<"/">>, queue, <<"\#(queue)">>)), {N, _} = amqqueue:get_pid(Q), "#
    }

    @Test("A look waits for the leader of a queue that recovers, and then sees everything")
    func waitsForTheLeader() async throws {
        let queue = try await filled("recovering", 30, bytes: 10)
        try await broker.evaluate(process(of: "recovering") + "sys:suspend(N)")
        async let looked = look(into: "recovering")
        try await Task.sleep(for: .milliseconds(1500))
        try await broker.evaluate(process(of: "recovering") + "sys:resume(N)")
        #expect(try await looked.map(\.id) == (0..<30).map { "message-\($0)" })
        #expect(try await ready(queue.name) == 30)
    }

    @Test("A look at a queue without a leader says so, and does not call it empty")
    func saysThatThereIsNoLeader() async throws {
        _ = try await filled("headless", 5, bytes: 10)
        try await broker.evaluate(process(of: "headless") + "ra:stop_server(quorum_queues, {N, node()})")
        let error = await #expect(throws: RabbitMQError.self) { try await look(into: "headless") }
        #expect(error?.code == .brokerUnavailable)
        #expect(error?.description.contains("headless") == true)
        try await broker.evaluate(process(of: "headless") + "ra:restart_server(quorum_queues, {N, node()})")
        #expect(try await look(into: "headless").count == 5)
    }

    @Test("A look at an empty queue takes nothing, and says that it is empty")
    func emptyQueues() async throws {
        let queue = try await filled("empty", 0)
        #expect(try await look(into: queue.name).isEmpty)
        #expect(try await ready(queue.name) == 0)
    }
}
