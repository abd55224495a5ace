import Bus
import RabbitMQ
import TestSupport
import Testing

@testable import Extraction

extension ExtractHandlerTests {
    @Test func aGracefulShutdownLeavesAJobForTheRest() async throws {
        // The extractor cannot publish as many before the first batch has arrived.
        let export = try Export(records: 60_000)
        let job = try export.job(batchRecords: 10)
        try await TestBus.with { bus in
            try await Self.submit(job, bus)
            try await bus.running(try await Self.service(bus, bytes: 1 << 40)) { _ in
                while try await bus.depth(of: "etl.transform") == 0 {}
            }
            let next = try #require(try await bus.take(1, from: "etl.extract").first)
            #expect(next.redelivered == false)
            let rest = try ExtractJob(message: next.body)
            #expect(rest.start.sequence > 0 && rest.start.sequence < 6000)
            let count = Int(rest.start.sequence)
            let batches = try await bus.take(count, from: "etl.transform")
            #expect(Set(batches.map(\.id)).count == count)
            #expect(try await bus.depth(of: "etl.transform") == 0)
            #expect(try await bus.depth(of: "etl.extract") == 0)
        }
    }
}
