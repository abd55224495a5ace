import Bus
import Ledger
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

    @Test func seesTheBulkPhase() async throws {
        try await TestDatabase.with { database in
            let kept = TestMetrics()
            let watch = watch(database.url, kept)
            var seen: [Double?] = []
            for isBulk in [false, true, false] {
                if isBulk { try await database.startBulk() } else if !seen.isEmpty { try await database.finishBulk() }
                await watch.look()
                seen.append(try kept.expectMeter("etl_bulk_phase", [("table", "token_transfers")]).values.last)
            }
            #expect(seen == [0, 1, 0])
        }
    }

    @Test func countsTheSourcesThatOthersHaveOvertaken() async throws {
        try await TestDatabase.with { database in
            let sources = [try await database.source(1), try await database.source(2), try await database.source(3)]
            try await database.connection.execute(
                "UPDATE etl.sources SET registered_at = now() - interval '2 hours' WHERE uri <> '/exports/3.csv'")
            let kept = TestMetrics()
            let watch = watch(database.url, kept)
            await watch.look()
            #expect(try value(kept, "overtaken") == 0 && value(kept, "stalled") == 2)
            let now = try #require(
                try await database.connection.query("SELECT extract(epoch FROM now())::bigint").first?.int64(0))
            try await SightingTable.note(
                [(sources[1], "waiting", "no route")], by: "here 1", takenUntil: now - 1200, on: database.connection)
            await watch.look()
            #expect(try value(kept, "overtaken") == 1 && value(kept, "stalled") == 1 && value(kept, "in_progress") == 1)
            let progress = try await SourceTable.progress(on: database.connection)
            #expect(progress.map(\.isOvertaken) == [true, false, false])
            #expect(progress[1].sighting?.reason == "no route" && progress[1].sighting?.process == "here 1")
            // An older report changes nothing.
            try await SightingTable.note([], by: "here 2", takenUntil: now - 7200, on: database.connection)
            #expect(try await SourceTable.progress(on: database.connection).map(\.isOvertaken) == [true, false, false])
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
