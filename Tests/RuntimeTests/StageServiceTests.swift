import Bus
import ETLModels
import Logging
import RabbitMQ
import Runtime
import ServiceLifecycle
import ServiceLogging
import ServiceMetrics
import TestSupport
import Testing

/// The run loop of the stages, on a real broker, with the transformer's stage and scripted handlers.
@Suite(.timeLimit(.minutes(2))) struct StageServiceTests {
    static let down = StageError(.infrastructure, reason: "down", "the database is away")

    static func service(
        _ bus: TestBus, workers: Int = 1, prefetch: Int = 1, together: Int = 1,
        _ script: @escaping @Sendable (Delivery) async -> ScriptedHandler.Outcome
    ) async throws -> StageService<ScriptedHandler> {
        let settings = try await bus.settings(.transform, workers: workers, prefetch: prefetch, together: together)
        let publisher = RabbitMQPublisher(
            configuration: settings.broker, queues: Stage.queues, logger: bus.logger)
        return StageService(settings, publisher: publisher, logger: bus.logger) { ScriptedHandler(script: script) }
    }

    static func publish(_ ids: [String], _ bus: TestBus) async throws {
        for id in ids {
            let headers: [String: HeaderValue] = ["etl-kind": .string("tokens"), "x-other": .string("y")]
            try await bus.publisher.publish(
                Message(id: id, headers: headers, body: Array("body of \(id)".utf8)), to: "etl.transform")
        }
    }

    @Test func acksWhatWasHandled() async throws {
        try await TestBus.with { bus in
            let ids = (0..<20).map { "m\($0)" }
            try await Self.publish(ids, bus)
            let seen = Events<String>()
            let service = try await Self.service(bus, workers: 3, prefetch: 6, together: 2) { delivery in
                seen.add(delivery.id)
                return .success(())
            }
            try await bus.running(service) { _ in await seen.wait(for: 20) }
            #expect(seen.all.sorted() == ids.sorted())
            #expect(try await bus.depth(of: "etl.transform") == 0)
            #expect(bus.logs.lines.allSatisfy { $0.level < .warning })
        }
    }

    @Test func acksNothingBeforeItIsHandled() async throws {
        try await TestBus.with { bus in
            try await Self.publish(["m"], bus)
            let seen = Events<String>()
            let never = Gate()
            let service = try await Self.service(bus) { delivery in
                seen.add(delivery.id)
                await never.pass()
                return .failure(StageError(.interrupted, reason: "cancelled", "cancelled"))
            }
            let run = Task { try await service.run() }
            await seen.wait(for: 1)
            // The cancellation stands for a crash of the process.
            run.cancel()
            _ = await run.result
            let again = try await bus.take(1, from: "etl.transform")
            #expect(again.first?.redelivered == true)
        }
    }

    @Test func holdsWhatTheInfrastructureFailsAndSaysSoOnce() async throws {
        try await TestBus.with { bus in
            try await Self.publish(["a", "b", "c", "d"], bus)
            let attempts = Events<String>()
            let isUp = Events<Void>()
            let service = try await Self.service(bus, workers: 2, prefetch: 4, together: 2) { delivery in
                attempts.add(delivery.id)
                return isUp.all.isEmpty ? .failure(Self.down) : .success(())
            }
            try await bus.running(service) { _ in
                await attempts.wait(for: 12)
                #expect(bus.logs.lines("Retrying batches until the failure is resolved").count == 1)
                #expect(bus.logs.lines("Recovered").isEmpty)
                isUp.add(())
                while bus.logs.lines("Recovered").isEmpty { try await Task.sleep(for: .milliseconds(10)) }
            }
            let complaint = try #require(bus.logs.lines("Retrying batches until the failure is resolved").first)
            #expect(complaint.level == .error)
            #expect(complaint.metadata["etl.reason"] == "down")
            #expect(complaint.metadata["error"] == "the database is away")
            #expect(bus.logs.lines("Recovered").count == 1)
            #expect(Set(attempts.all) == ["a", "b", "c", "d"])
            for stage in Stage.allCases {
                #expect(try await bus.depth(of: stage.workQueue) == 0)
                #expect(try await bus.depth(of: stage.deadLetterQueue) == 0)
            }
        }
    }

    @Test func buriesWhatIsTheBatchsFaultWithItsReason() async throws {
        try await TestBus.with { bus in
            try await Self.publish(["good", "bad", "fine"], bus)
            let seen = Events<String>()
            let words = String(repeating: "e\u{301}\u{302}", count: 50_000)
            let service = try await Self.service(bus, prefetch: 3, together: 3) { delivery in
                seen.add(delivery.id)
                return delivery.id == "bad"
                    ? .failure(StageError(.batch, reason: "checksum-mismatch", words)) : .success(())
            }
            try await bus.running(service) { _ in await seen.wait(for: 3) }
            let dead = try #require(try await bus.take(1, from: "etl.transform.dead").first)
            #expect(dead.id == "bad" && dead.body == Array("body of bad".utf8))
            #expect(dead.headers["etl-reason"] == .string("checksum-mismatch"))
            #expect(dead.headers["etl-stage"] == .string("transform"))
            #expect(dead.headers["etl-kind"] == .string("tokens"))
            #expect(dead.headers["x-other"] == nil)
            #expect(dead.headers["etl-attempts"] == .integer(1))
            guard case .string(let error)? = dead.headers["etl-error"], case .integer? = dead.headers["etl-died-at"]
            else {
                Issue.record("headers are missing")
                return
            }
            #expect(words.utf8.starts(with: error.utf8) && error.utf8.count <= 4096)
            #expect(try await bus.depth(of: "etl.transform") == 0)
            #expect(bus.logs.lines("Dead-lettered a batch").count == 1)
        }
    }

    @Test func keepsABatchWhoseDeadLetterHasNoQueue() async throws {
        try await TestBus.with { bus in
            try await Self.publish(["bad"], bus)
            let seen = Events<String>()
            let service = try await Self.service(bus) { delivery in
                if seen.add(delivery.id) == 1 { try? await bus.deleteQueue("etl.transform.dead") }
                return .failure(StageError(.batch, reason: "bad", "bad"))
            }
            try await bus.running(service) { _ in await seen.wait(for: 3) }
            #expect(bus.logs.lines("Waiting for an operator").count == 1)
            #expect(bus.logs.lines("Dead-lettered a batch").isEmpty)
            #expect(try await bus.take(1, from: "etl.transform").first?.id == "bad")
        }
    }

    @Test func aBodyAboveTheLimitGoesToTheDeadLettersUnread() async throws {
        try await TestBus.with { bus in
            try await Self.publish(["small"], bus)
            try await bus.publishForeign(bytes: Message.maximumBodyBytes + 1, to: "etl.transform")
            let seen = Events<String>()
            let service = try await Self.service(bus, prefetch: 2, together: 2) { delivery in
                #expect(delivery.bodyTooLarge == nil)
                seen.add(delivery.id)
                return .success(())
            }
            try await bus.running(service) { _ in
                await seen.wait(for: 1)
                try await bus.wait(until: "etl.transform.dead", holds: 1)
            }
            #expect(seen.all == ["small"])
            #expect(try await bus.depth(of: "etl.transform") == 0)
            #expect(bus.logs.lines("Dead-lettered a batch").first?.metadata["etl.reason"] == "oversized")
        }
    }
}
