import Bus
import MetricsTestKit
import RabbitMQ
import Runtime
import ServiceLogging
import ServiceMetrics
import TestSupport
import Testing

/// The metrics of a service about its deliveries and connections, on a real broker.
@Suite(.timeLimit(.minutes(2))) struct StageServiceMetricsTests {
    private static func service(
        _ bus: TestBus, _ kept: TestMetrics, workers: Int = 1, prefetch: Int = 1, together: Int = 1,
        _ script: @escaping @Sendable (Delivery) async -> ScriptedHandler.Outcome
    ) async throws -> StageService<ScriptedHandler> {
        let settings = try await bus.settings(.transform, workers: workers, prefetch: prefetch, together: together)
        let metrics = StageMetrics(.transform, factory: kept)
        let publisher = RabbitMQPublisher(
            configuration: settings.broker, queues: Stage.queues, logger: bus.logger, observer: metrics.publisher)
        return StageService(settings, publisher: publisher, metrics: metrics, logger: bus.logger) {
            ScriptedHandler(script: script)
        }
    }

    private static func expectNothingInHand(_ kept: TestMetrics) throws {
        #expect(try kept.expectMeter("etl_batches_in_flight", stage).lastValue == 0)
        #expect(try kept.expectMeter("etl_in_flight_bytes", stage).lastValue == 0)
    }

    private static let stage = [("stage", "transform")]

    private static func batches(_ kept: TestMetrics, _ outcome: String) -> Int64 {
        kept.counterTotal(label: "etl_batches_total", dimensions: stage + [("outcome", outcome)])
    }

    @Test func tellsWhatItHasInHandAndForHowLong() async throws {
        try await TestBus.with { bus in
            let ids = (10..<30).map { "m\($0)" }
            try await StageServiceTests.publish(ids, bus)
            let kept = TestMetrics()
            let seen = Events<String>()
            let service = try await Self.service(bus, kept, workers: 3, prefetch: 6, together: 2) { delivery in
                seen.add(delivery.id)
                return .success(())
            }
            try await bus.running(service) { _ in
                await seen.wait(for: ids.count)
                let connected = try kept.expectMeter("etl_broker_connected", Self.stage + [("connection", "consumer")])
                #expect(connected.lastValue == 1)
            }
            try Self.expectNothingInHand(kept)
            let held = try kept.expectMeter("etl_batches_in_flight", Self.stage).values
            #expect(try (1...6).contains(#require(held.max())))
            // Each body is "body of m10", 11 bytes.
            #expect(try (11...66).contains(#require(kept.expectMeter("etl_in_flight_bytes", Self.stage).values.max())))
            #expect(kept.counterTotal(label: "etl_bytes_received_total") == 220)
            let durations = try kept.expectTimer(
                "etl_batch_duration_seconds", Self.stage + [("kind", "tokens")])
            #expect(durations.values.count == 20 && durations.values.allSatisfy { $0 > 0 })
            let ages = try kept.expectTimer("etl_batch_age_seconds", Self.stage).values
            #expect(ages.count == 20 && ages.allSatisfy { (0..<120_000_000_000).contains($0) })
            for connection in ["consumer", "publisher"] {
                let labels = Self.stage + [("connection", connection)]
                #expect(try kept.expectMeter("etl_broker_connected", labels).lastValue == 0)
                #expect(try kept.expectCounter("etl_broker_reconnects_total", labels).totalValue == 0)
            }
        }
    }

    @Test func countsEveryAttemptThatIsToBeMadeAgain() async throws {
        try await TestBus.with { bus in
            try await StageServiceTests.publish(["a", "b", "c"], bus)
            let kept = TestMetrics()
            let attempts = Events<String>()
            let isUp = Events<Void>()
            let service = try await Self.service(bus, kept, prefetch: 3, together: 3) { delivery in
                attempts.add(delivery.id)
                return isUp.all.isEmpty ? .failure(StageServiceTests.down) : .success(())
            }
            try await bus.running(service) { _ in
                await attempts.wait(for: 6)
                #expect(try #require(kept.expectMeter("etl_batches_in_flight", Self.stage).lastValue) > 0)
                isUp.add(())
                while bus.logs.lines("Recovered").isEmpty { try await Task.sleep(for: .milliseconds(10)) }
            }
            #expect(Self.batches(kept, "retried") == Int64(attempts.all.count - 3))
            #expect(Self.batches(kept, "dead") == 0)
            #expect(kept.timers(label: "etl_batch_duration_seconds").flatMap(\.values).count == 3)
            try Self.expectNothingInHand(kept)
        }
    }

    @Test func hasNothingInHandAfterItGaveAllBack() async throws {
        try await TestBus.with { bus in
            try await StageServiceTests.publish(["a", "b"], bus)
            let kept = TestMetrics()
            let attempts = Events<String>()
            let service = try await Self.service(bus, kept, prefetch: 2, together: 2) { delivery in
                attempts.add(delivery.id)
                return .failure(StageServiceTests.down)
            }
            try await bus.running(service) { _ in await attempts.wait(for: 2) }
            try Self.expectNothingInHand(kept)
            // A quorum queue makes a returned message ready a moment later.
            try await bus.wait(until: "etl.transform", holds: 2)
            #expect(kept.timers(label: "etl_batch_duration_seconds").allSatisfy { $0.values.isEmpty })
        }
    }

    @Test func countsDeadLettersByReasonsThatAreBounded() async throws {
        try await TestBus.with { bus in
            let reasons = [
                "a": "checksum-mismatch", "b": "constraint 23514 one", "c": "constraint 23503 two", "d": "made up",
                "e": "also made up", "f": "checksum-mismatch",
            ]
            try await StageServiceTests.publish(reasons.keys.sorted(), bus)
            try await bus.publishForeign(bytes: Message.maximumBodyBytes + 1, to: "etl.transform")
            let kept = TestMetrics()
            let service = try await Self.service(bus, kept, prefetch: 7, together: 7) { delivery in
                .failure(StageError(.batch, reason: reasons[delivery.id] ?? "", "bad"))
            }
            try await bus.running(service) { _ in try await bus.wait(until: "etl.transform.dead", holds: 7) }
            let found = kept.counters(label: "etl_dead_letters_total", dimensions: Self.stage)
                .filter { $0.totalValue > 0 }
            let counts = Dictionary(
                uniqueKeysWithValues: found.map { ($0.dimensions.first { $0.0 == "reason" }?.1, $0.totalValue) })
            #expect(counts == ["checksum-mismatch": 2, "constraint": 2, "other": 2, "oversized": 1])
            #expect(Self.batches(kept, "dead") == 7)
            let labels = Self.stage + [("kind", "none"), ("outcome", "dead")]
            #expect(try kept.expectCounter("etl_batches_total", labels).totalValue == 1)
            #expect(kept.timers(label: "etl_confirm_duration_seconds").flatMap(\.values).count == 6)
            try Self.expectNothingInHand(kept)
        }
    }

    @Test func knowsNoAgeOfWhatSaysNoneAndNoneBelowZero() async throws {
        try await TestBus.with { bus in
            // The queues exist once this message is confirmed.
            try await StageServiceTests.publish(["a"], bus)
            try await bus.publishForeign(bytes: 10, "[]", to: "etl.transform")
            try await bus.publishForeign(bytes: 10, "[{timestamp, 99999999999}]", to: "etl.transform")
            try await bus.publishForeign(bytes: 10, "[{timestamp, 18446744073709551615}]", to: "etl.transform")
            let kept = TestMetrics()
            let seen = Events<String>()
            let service = try await Self.service(bus, kept) { delivery in
                seen.add(delivery.id)
                return .success(())
            }
            try await bus.running(service) { _ in await seen.wait(for: 4) }
            let ages = try kept.expectTimer("etl_batch_age_seconds", Self.stage).values
            #expect(ages.count == 3 && ages.suffix(2) == [0, 0])
        }
    }

    private static func reconnects(_ kept: TestMetrics, _ connection: String) -> Int64? {
        try? kept.expectCounter("etl_broker_reconnects_total", stage + [("connection", connection)]).totalValue
    }

    @Test func countsConnectionsThatWereMadeAgain() async throws {
        try await TestBus.with { bus in
            let kept = TestMetrics()
            let seen = Events<String>()
            let never = Gate()
            let service = try await Self.service(bus, kept) { delivery in
                if seen.add(delivery.id) == 1 {
                    // The worker holds the delivery until the connection is lost.
                    while !delivery.isStale { try? await Task.sleep(for: .milliseconds(5)) }
                    return .failure(StageServiceTests.down)
                }
                never.open()
                return .success(())
            }
            try await StageServiceTests.publish(["a"], bus)
            try await bus.running(service) { _ in
                await seen.wait(for: 1)
                while kept.meters(label: "etl_broker_connected").contains(where: { $0.lastValue != 1 }) {
                    try await Task.sleep(for: .milliseconds(10))
                }
                try await bus.closeConnections()
                await never.pass()
                // The publisher may reconnect later than the consumer: it has no message to publish.
                while ["consumer", "publisher"].contains(where: { Self.reconnects(kept, $0) == 0 }) {
                    try await Task.sleep(for: .milliseconds(10))
                }
            }
            #expect(["consumer", "publisher"].map { Self.reconnects(kept, $0) } == [1, 1])
            // The first attempt failed on a stale delivery, so it does not count as a retry.
            #expect(Self.batches(kept, "retried") == 0)
            #expect(kept.timers(label: "etl_batch_duration_seconds").flatMap(\.values).count == 1)
            try Self.expectNothingInHand(kept)
        }
    }
}
