import LocalServers
import SampleData
import SystemPackage
import Testing

extension EndToEndTests {
    @Test func theStagesCountWhatTheLedgerHas() async throws {
        try await Workspace.with { workspace in
            let options = SampleOptions(transfers: 6000, tokens: 900, badTransferInterval: 200, badTokenInterval: 50)
            let files = try workspace.sample("counted", options)
            #expect(try await workspace.etl(["migrate"]).exitCode == 0)
            var stages: [MonitoredStage] = []
            for stage in Programs.stages { stages.append(try await workspace.monitored(stage)) }
            for stage in stages { _ = try await stage.ready(200) }
            let submission = try await workspace.etl(["submit", "--batch-records", "500"] + files.map(\.string))
            #expect(submission.exitCode == 0, "\(submission.everything)")
            while try await !workspace.statuses().allSatisfy({ $0 == "complete" }) {
                try await Task.sleep(for: .milliseconds(100))
            }
            var totals = Totals()
            for stage in stages {
                // A stage counts and acknowledges a batch a moment after its commit.
                while await stage.get("/metrics")?.body.contains(/etl_batches_in_flight\{[^}]*\} 0\n/) == false {
                    try await Task.sleep(for: .milliseconds(50))
                }
                totals.add(try #require(await stage.get("/metrics")?.body))
                #expect(await stage.process.terminate(grace: .seconds(30)) == .exited(0))
            }
            for kind in ["tokens", "token_transfers"] { try await expect(totals, agreeOn: kind, in: workspace) }
        }
    }

    private func expect(_ totals: Totals, agreeOn kind: String, in workspace: Workspace) async throws {
        let from = "FROM etl.batches JOIN etl.sources USING (source_id) WHERE kind = '\(kind)'"
        for (column, outcome) in [("loaded", "loaded"), ("duplicates", "duplicate"), ("rejected", "rejected")] {
            let stored = try await workspace.sql("SELECT sum(\(column)) \(from)")
            let counted = totals.sum("etl_records_total", ["load", kind, outcome])
            #expect(stored == "\(counted)", "\(kind) \(outcome)")
            #expect(counted > 0, "\(kind) \(outcome)")
        }
        let records = try await workspace.sql("SELECT sum(records) \(from)")
        #expect("\(totals.sum("etl_records_total", ["extract", kind]))" == records)
        #expect("\(totals.sum("etl_records_total", ["transform", kind]))" == records)
        let repaired = try await workspace.sql("SELECT sum(repaired) \(from)")
        #expect("\(totals.sum("etl_records_repaired_total", [kind]))" == repaired)
        for stage in ["extract", "transform", "load"] {
            let batches = try await workspace.sql("SELECT count(*) \(from)")
            #expect("\(totals.sum("etl_batches_total", [stage, kind, "done"]))" == batches, "\(stage)")
            #expect(totals.sum("etl_batches_total", [stage, kind, "dead"]) == 0)
        }
        let rejects = try await workspace.sql(
            """
            SELECT string_agg(reason || ' ' || count, ', ' ORDER BY reason COLLATE "C") FROM (
                SELECT reason, count(*) FROM etl.rejects JOIN etl.sources USING (source_id)
                WHERE kind = '\(kind)' GROUP BY reason) AS counts
            """)
        #expect(totals.rejects(kind).joined(separator: ", ") == rejects)
    }
}

/// The counters of several processes, added up.
private struct Totals {
    /// The values by name and labels, as on a page.
    private var values: [String: Int] = [:]

    mutating func add(_ page: String) {
        for line in page.split(separator: "\n") where !line.hasPrefix("#") {
            guard let space = line.lastIndex(of: " "), let value = Double(line[line.index(after: space)...]) else {
                continue
            }
            values[String(line[..<space]), default: 0] += Int(value)
        }
    }

    /// The sum over the series of a metric that have these values among their labels.
    func sum(_ name: String, _ labels: [String]) -> Int {
        values.filter { series, _ in
            series.hasPrefix("\(name){") && labels.allSatisfy { series.contains("\"\($0)\"") }
        }.values.reduce(0, +)
    }

    /// Rejects of a kind by reason, in the order of the reasons: `missing 3`.
    func rejects(_ kind: String) -> [String] {
        let reasons = values.filter { $0.key.hasPrefix("etl_rejects_total{") && $0.key.contains("\"\(kind)\"") }
        return reasons.filter { $0.value > 0 }.compactMap { series, count in
            series.firstMatch(of: /reason="([^"]+)"/).map { "\($0.1) \(count)" }
        }.sorted()
    }
}
