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
        for reason in RejectReason.allCases where !reason.isAboutTable {
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

    /// Since version 4.0, RabbitMQ drops a message at its twentieth return from a queue that has no limit of its own.
    @Test func aBatchThatWasReturnedOftenIsNotLost() async throws {
        let line = Array("0x\(String(repeating: "1", count: 40)),A".utf8)
        let raw = rawBatch(.tokens, columns: ["address", "symbol"], [line])
        try await TestBus.with { bus in
            try await bus.publisher.publish(Message(id: "often", body: raw), to: "etl.transform")
            var returns: HeaderValue?
            for _ in 1...30 {
                // As a process that ends with the batch in its hand: the channel closes, and the broker takes it back.
                let browser = try await RabbitMQBrowser.connect(bus.configuration)
                try await browser.browse("etl.transform", maximumBodyBytes: 1 << 20) { message in
                    returns = message.headers["x-delivery-count"]
                    return .keep
                }
                await browser.close()
            }
            guard case .integer(let count)? = returns, count > 20 else {
                Issue.record("the broker counts \(returns.map { "\($0)" } ?? "no") returns")
                return
            }
            #expect(try await bus.depth(of: "etl.transform.dead") == 0)
            try await bus.running(try await Self.service(bus, TestMetrics())) { _ in
                let expected = try Transformation<Token>(raw)
                #expect(try await bus.take(1, from: "etl.load").map(\.body) == [expected.bytes])
            }
        }
    }

    @Test func passesReportsOfSightingsOn() async throws {
        let report = SightingReport(
            process: "host 7", takenUntil: 1000, sightings: [.init("\(Transformation<Token>.id.source)", .reading)])
        let message = try #require(try report.messages().first)
        let kept = TestMetrics()
        try await TestBus.with { bus in
            try await bus.publisher.publish(message, to: "etl.transform")
            try await bus.running(try await Self.service(bus, kept)) { _ in
                let passed = try #require(try await bus.take(1, from: "etl.load").first)
                #expect(passed.isSightingReport)
                #expect(try SightingReport(message: passed.body) == report)
            }
        }
        #expect(kept.counterTotal(label: "etl_batches_total") == 0)
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
