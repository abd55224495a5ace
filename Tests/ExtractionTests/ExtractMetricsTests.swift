import Bus
import MetricsTestKit
import RabbitMQ
import ServiceMetrics
import TestSupport
import Testing

@testable import Extraction

/// The extractor's counters match the messages that it has published.
@Suite(.timeLimit(.minutes(2))) struct ExtractMetricsTests {
    @Test(arguments: [3000, 1 << 40])
    func countsEveryRecordAndByteOfASource(bytes: Int) async throws {
        let export = try Export(records: 400)
        let job = try export.job(batchRecords: 30)
        try await TestBus.with { bus in
            let kept = TestMetrics()
            try await bus.publisher.publish(try job.message(), to: "etl.extract")
            let service = try await ExtractHandlerTests.service(
                bus, bytes: bytes, metrics: StageMetrics(.extract, factory: kept))
            try await bus.running(service) { _ in
                while bus.logs.lines("Extracted a source").isEmpty { try await Task.sleep(for: .milliseconds(10)) }
            }
            let checkpoints = bus.logs.lines("Made a checkpoint").count
            let batches = try await bus.depth(of: "etl.transform")
            let sent = try await bus.take(batches, from: "etl.transform").reduce(0) { $0 + $1.body.count }
            let tokens = [("stage", "extract"), ("kind", "tokens")]
            #expect(try kept.expectCounter("etl_records_total", tokens + [("outcome", "read")]).totalValue == 400)
            #expect(
                try kept.expectCounter("etl_batches_total", tokens + [("outcome", "done")]).totalValue == Int64(batches)
            )
            #expect(kept.counterTotal(label: "etl_bytes_received_total") == Int64(try export.bytes.count))
            let confirms = try kept.expectTimer("etl_confirm_duration_seconds", [("stage", "extract")]).values
            #expect(confirms.count == batches + checkpoints)
            // The extractor also sent the jobs for the next slices.
            let total = kept.counterTotal(label: "etl_bytes_sent_total")
            #expect(checkpoints == 0 ? total == sent : total > sent)
            let jobs = try kept.expectTimer("etl_batch_duration_seconds", tokens).values
            #expect(jobs.count == checkpoints + 1)
            #expect(try kept.expectMeter("etl_unconfirmed_messages", [("stage", "extract")]).lastValue == 0)
            #expect(try kept.expectMeter("etl_batches_in_flight", [("stage", "extract")]).lastValue == 0)
        }
    }
}
