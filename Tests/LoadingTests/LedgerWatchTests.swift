import Bus
import Logging
import MetricsTestKit
import Postgres
import ServiceMetrics
import TestSupport
import Testing

@testable import Loading

/// The loader's looks at the ledger.
struct LedgerWatchTests {
    private func watch(_ url: String, _ kept: TestMetrics) -> LedgerWatch {
        LedgerWatch(
            PostgresConfiguration(url: url, applicationName: "loader"),
            metrics: SourceMetrics(StageMetrics(.load, factory: kept)),
            logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() })
    }

    private func value(_ kept: TestMetrics, _ state: String) throws -> Double? {
        try kept.expectMeter("etl_sources", [("state", state)]).values.last
    }

    @Test func countsTheSourcesByState() async throws {
        try await TestDatabase.with { database in
            for number in 1...3 { _ = try await database.source(number) }
            try await database.connection.execute(
                "UPDATE etl.sources SET registered_at = now() - interval '20 minutes' WHERE uri = '/exports/2.csv'")
            let kept = TestMetrics()
            let watch = watch(database.url, kept)
            #expect(try value(kept, "stalled") == 0)
            await watch.look()
            #expect(try value(kept, "stalled") == 1 && value(kept, "in_progress") == 2)
            #expect(try value(kept, "complete") == 0 && value(kept, "retired") == 0)
            let quiet = try kept.expectMeter("etl_source_seconds_without_progress").values.last
            #expect(try #require(quiet) >= 1200)
            #expect(try #require(try kept.expectMeter("etl_source_look_timestamp_seconds").values.last) > 0)
        }
    }

    @Test func anUnavailableDatabaseLeavesTheValues() async throws {
        let kept = TestMetrics()
        await watch("postgresql://127.0.0.1:1/none", kept).look()
        #expect(try kept.expectMeter("etl_source_look_timestamp_seconds").values.last == 0)
    }

    @Test func aLookThatTookLongIsFollowedByALongerPause() {
        #expect(LedgerWatch.pause(after: .milliseconds(5)) == LedgerWatch.pause)
        #expect(LedgerWatch.pause(after: .seconds(2)) == .seconds(200))
    }
}
