import DisplayText
import ETLModels
import Removal
import Submission
import Testing

@testable import ETLCommands
@testable import Ledger

/// What `etl sources remove` says before it removes something.
@Suite struct RemovalViewTests {
    private let removal = SourceRemoval(
        id: SourceID(words: (1, 2)), kind: .tokenTransfers, number: 1, windowRows: 1, batchesAtOnce: 1)

    private func plan(
        rows: Int? = 1234, replaced: Int = 0, reloads: Int = 0, earlier: Int = 0, isBegun: Bool = false,
        refusal: RemovalPlan.Refusal? = nil
    ) -> RemovalPlan {
        RemovalPlan(
            removal: removal, uri: "/data/a.csv", isBegun: isBegun, rows: rows, batches: 3, completed: 7,
            replaced: replaced,
            reloads: (0..<reloads).map {
                .init(id: SourceID(words: (3, UInt64($0))), uri: "/data/\($0).csv", batches: 2)
            },
            earlierBatches: earlier, refusal: refusal)
    }

    @Test func tellsWhatGoesWhatIsReadAgainAndWhatStays() {
        let lines = RemovalForecast(plan(replaced: 1, reloads: 2)).lines
        #expect(lines[0] == "Removes /data/a.csv (token_transfers, 00000000-0000-0001-0000-000000000002):")
        #expect(lines[1] == "- 1,234 rows go, and 3 batches of the ledger with the rejects")
        #expect(lines[2].hasPrefix("- 1 row of others whose place it took"))
        #expect(lines[3] == "- 2 sources are read again, and at most 4 batches loaded again:")
        #expect(lines[4].contains("/data/0.csv") && lines[5].contains("/data/1.csv"))
        #expect(lines[6].hasPrefix("- at most 7 rows of others keep the values"))
        #expect(lines.count == 7)
    }

    @Test func listsAFewOfManyFiles() {
        let lines = RemovalForecast(plan(rows: nil, reloads: 30, isBegun: true)).lines
        #expect(lines[0].hasPrefix("Goes on with the removal of /data/a.csv"))
        #expect(lines[1].hasPrefix("- the rest of its rows goes"))
        #expect(lines.count(where: { $0.contains(".csv (") }) == 21 && lines.contains("-   and 10 more"))
    }

    @Test func namesLosses() throws {
        #expect(!RemovalForecast(plan(replaced: 1)).hasLosses && !RemovalForecast(plan(earlier: 1)).hasLosses)
        let earlier = RemovalForecast(plan(replaced: 1, earlier: 2))
        #expect(
            earlier.hasLosses && earlier.lines.contains { $0.hasPrefix("- LOST: rows that it took from 2 batches") })
        let gone = RemovalForecast(
            plan(reloads: 1), unreadable: [FailedSource(place: "/data/0.csv", error: "no such file")])
        #expect(
            gone.hasLosses
                && gone.lines.contains { $0.contains("LOST: what /data/0.csv") && $0.hasSuffix("no such file") })
        let json = try JSONOutput.line(RemovalPlanReport(gone))
        #expect(json.contains(#""failure":"no such file""#) && json.contains(#""has_losses":true"#))
    }

    @Test func jsonHasAllKeys() throws {
        let plan = try JSONOutput.line(
            RemovalPlanReport(RemovalForecast(plan(rows: nil, refusal: .loadedByEarlierVersion(batches: 2)))))
        for key in [
            "source_id", "uri", "kind", "is_begun", "rows", "batches", "completed", "replaced", "reloads",
            "earlier_batches", "has_losses", "refusal",
        ] {
            #expect(plan.contains("\"\(key)\":"), "\(key)")
        }
        let result = try JSONOutput.line(RemovalResultReport(RemovalResult(forecast: RemovalForecast(self.plan()))))
        for key in ["rows", "batches", "forgotten", "submitted", "incomplete", "failure"] {
            #expect(result.contains("\"\(key)\":"), "\(key)")
        }
    }

    @Test func advisesToReadIncompleteSourcesAgain() {
        var result = RemovalResult(forecast: RemovalForecast(plan()))
        result.incomplete = plan(reloads: 2).reloads
        #expect(result.advice(nil).contains("sources resubmit 00000000-0000-0003-0000-000000000000 00000000-"))
        #expect(result.advice(" --state s").contains("run --state s /data/0.csv /data/1.csv"))
        result.failure = "no broker"
        #expect(result.advice(nil).hasPrefix("no broker\n"))
    }
}
