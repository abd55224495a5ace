import Bus
import RabbitMQ
import Runtime
import TestSupport
import Testing

/// Deliveries in the waiting queue, on a real broker.
@Suite(.timeLimit(.minutes(2))) struct WaitingQueueTests {
    @Test func aJobThatWaitsForItsTurnComesBackBeforeOneThatWaitsForItsServer() async throws {
        try await TestBus.with { bus in
            for id in ["turn", "server"] {
                try await bus.publisher.publish(Message(id: id, body: [1]), to: Stage.extract.workQueue)
            }
            let settings = try await bus.settings(.extract, workers: 1, prefetch: 1)
            let publisher = RabbitMQPublisher(
                configuration: settings.broker, queues: Stage.queues, logger: bus.logger)
            let seen = Events<String>()
            let service = StageService(settings, publisher: publisher, logger: bus.logger) {
                ScriptedHandler { delivery in
                    seen.add(delivery.id)
                    switch (delivery.id, seen.all.count) {
                    case ("turn", 1):
                        return .failure(StageError(.turn, reason: "r", "w", pause: .milliseconds(500)))
                    case ("server", 2): return .failure(StageError(.source, reason: "r", "w"))
                    default: return .success(())
                    }
                }
            }
            try await bus.running(service) { _ in await seen.wait(for: 4) }
            #expect(seen.all == ["turn", "server", "turn", "server"])
            for queue in Stage.extract.pendingQueues { #expect(try await bus.depth(of: queue) == 0) }
        }
    }
}
