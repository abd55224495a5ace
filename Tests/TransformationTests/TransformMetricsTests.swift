import Bus
import ETLModels
import MetricsTestKit
import RabbitMQ
import Runtime
import ServiceLogging
import ServiceMetrics
import TestSupport
import Testing

@testable import Transformation

/// The transformer's counters match the batches that it has published.
@Suite(.timeLimit(.minutes(2))) struct TransformMetricsTests {
    @Test func countsRecordsRejectsAndRepairs() async throws {
        let good = "0x" + String(repeating: "1", count: 40)
        let lines = ["\(good),A", "x", "0x,\u{0}", ",B", "\(good),\u{0}C", "\(good),D"].map { Array($0.utf8) }
        let raw = rawBatch(.tokens, columns: ["address", "symbol"], lines, defects: [5: .tooLong])
        let expected = try Transformation<Token>(raw)
        let kept = TestMetrics()
        try await TestBus.with { bus in
            try await bus.publisher.publish(Message(id: "good", body: raw), to: "etl.transform")
            try await bus.publisher.publish(Message(id: "bad", body: [1, 2, 3]), to: "etl.transform")
            try await bus.running(try await Self.service(bus, kept)) { _ in
                #expect(try await bus.take(1, from: "etl.load").map(\.body) == [expected.bytes])
                try await bus.wait(until: "etl.transform.dead", holds: 1)
            }
        }
        let tokens = [("kind", "tokens")]
        let outcomes = [("stage", "transform")] + tokens
        #expect(
            try kept.expectCounter("etl_records_total", outcomes + [("outcome", "passed")]).totalValue
                == Int64(expected.records.count))
        #expect(
            try kept.expectCounter("etl_records_total", outcomes + [("outcome", "rejected")]).totalValue
                == Int64(expected.rejects.count))
        #expect(kept.counterTotal(label: "etl_records_total") == 6)
        #expect(try kept.expectCounter("etl_records_repaired_total", tokens).totalValue == 1)
        #expect(expected.repaired == 1)
        for reason in RejectReason.allCases where reason != .conflict {
            let count = expected.rejects.count { $0.reason == reason }
            #expect(
                try kept.expectCounter("etl_rejects_total", tokens + [("reason", reason.name)]).totalValue
                    == Int64(count), "\(reason.name)")
        }
        #expect(kept.counterTotal(label: "etl_rejects_total") == Int64(expected.rejects.count))
        #expect(try kept.expectCounter("etl_batches_total", outcomes + [("outcome", "done")]).totalValue == 1)
        #expect(kept.counterTotal(label: "etl_dead_letters_total", dimensions: [("reason", "not-a-batch")]) == 1)
        #expect(kept.counterTotal(label: "etl_bytes_received_total") == Int64(raw.count + 3))
        #expect(kept.counterTotal(label: "etl_bytes_sent_total") == Int64(expected.bytes.count + 3))
    }

    private static func service(_ bus: TestBus, _ kept: TestMetrics) async throws -> StageService<TransformHandler> {
        let settings = try await bus.settings(.transform, workers: 1, prefetch: 2)
        let metrics = StageMetrics(.transform, factory: kept)
        let publisher = RabbitMQPublisher(
            configuration: settings.broker, queues: Stage.queues, logger: bus.logger, observer: metrics.publisher)
        return StageService(settings, publisher: publisher, metrics: metrics, logger: bus.logger) {
            TransformHandler(publisher: publisher, metrics: TransformMetrics(metrics))
        }
    }
}
