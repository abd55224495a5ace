import SampleData
import SystemPackage
import Testing

extension EndToEndTests {
    @Test(.enabled(if: !Files.all(below: Reference.realExports).isEmpty, "the real exports are not on this machine"))
    func loadsRealExportsOnPrivateServers() async throws {
        let files = Files.all(below: Reference.realExports)
            .filter { $0.extension == "csv" && !$0.string.contains("/parquet-testing/") }
        try await Workspace.with { workspace in
            // The broker is private; the database is the shared one, where the tables are compared.
            let outcome = try await workspace.bareETL(
                ["run", "--state", workspace.state.string, "--database", workspace.databaseURL] + files.map(\.string))
            #expect(outcome.exitCode == 0, "\(outcome.everything)")
            #expect(try await workspace.differences(from: files) == "")
        }
    }

    @Test func loadsEveryLayoutWithEveryFault() async throws {
        try await Workspace.with { workspace in
            var files: [FilePath] = []
            for (seed, layout) in SampleLayout.allCases.enumerated() {
                files += try workspace.sample(
                    layout.rawValue,
                    SampleOptions(
                        transfers: 4000, tokens: 1200, seed: UInt64(seed), layout: layout,
                        oversizedRecord: layout == .bigquery, badTransferInterval: 10, badTokenInterval: 10))
            }
            let outcome = try await workspace.etl(["run"] + files.map(\.string))
            #expect(outcome.exitCode == 0, "\(outcome.everything)")
            #expect(try await workspace.differences(from: files) == "")
            // The comparison finds a single wrong value.
            try await workspace.sql(
                """
                UPDATE tokens SET symbol = symbol || ' '
                WHERE address = (SELECT address FROM tokens WHERE symbol <> '' LIMIT 1)
                """)
            #expect(try await workspace.differences(from: files).contains("tokens: expected"))
        }
    }

    @Test func loadsTheSameRecordsHoweverTheyAreWritten() async throws {
        try await Workspace.with { workspace in
            let sample = try workspace.sample(
                "plain", SampleOptions(transfers: 6000, tokens: 1500, badTransferInterval: 20, badTokenInterval: 20))
            let files = try await Reference.variants(of: sample, to: workspace.folder.appending("variants"))
            #expect(files.count == 10)
            let outcome = try await workspace.etl(["run"] + files.map(\.string))
            #expect(outcome.exitCode == 0, "\(outcome.everything)")
            #expect(try await workspace.differences(from: files) == "")
        }
    }

    @Test func loadsTheSameTablesWithTwoProcessesOfEachStage() async throws {
        try await Workspace.with { workspace in
            let options = SampleOptions(transfers: 12_000, tokens: 4000, badTransferInterval: 8, badTokenInterval: 8)
            let files = try workspace.sample("one", options)
            let outcome = try await workspace.etl(
                [
                    "run", "--extractors", "2", "--transformers", "2", "--loaders", "2", "--batch-records", "100",
                ] + files.map(\.string))
            #expect(outcome.exitCode == 0, "\(outcome.everything)")
            #expect(try await workspace.differences(from: files) == "")
        }
    }

    @Test func sameFilesAgainChangeNothing() async throws {
        try await Workspace.with { workspace in
            let files = try workspace.sample("again", SampleOptions(transfers: 3000, tokens: 500))
            let summary = workspace.folder.appending("summary.json")
            let temporary = workspace.folder.appending("tmp")
            try Files.write([], to: temporary.appending("empty"))
            var counts: [[Summary.Source]] = []
            for _ in 1...2 {
                let outcome = try await workspace.etl(
                    ["run", "--summary", summary.string] + (files + files).map(\.string),
                    environment: ["TMPDIR": temporary.string])
                #expect(outcome.exitCode == 0, "\(outcome.everything)")
                #expect(outcome.output.contains("already loaded; nothing to do") == !counts.isEmpty)
                counts.append(try Summary(summary).sources)
                #expect(try await workspace.differences(from: files) == "")
            }
            #expect(counts[0] == counts[1])
            #expect(counts[0].count == files.count)
            // With all servers given, the run leaves only the files that were requested.
            #expect(Files.all(below: temporary) == [temporary.appending("empty")])
        }
    }

    @Test func summaryAddsUpUnderTheDocumentedKeys() async throws {
        try await Workspace.with { workspace in
            let files = try workspace.sample(
                "sum", SampleOptions(transfers: 2000, tokens: 400, badTransferInterval: 10, badTokenInterval: 10))
            let path = workspace.folder.appending("summary.json")
            let outcome = try await workspace.etl(
                ["run", "--summary", path.string, "nowhere.csv"] + files.map(\.string))
            #expect(outcome.exitCode == 1)
            let summary = try Summary(path)
            #expect(summary.elapsedSeconds > 0)
            #expect(summary.sources.allSatisfy { $0.addsUp })
            #expect(summary.sources.map(\.records).sorted() == [0, 400, 2000])
            #expect(
                summary.sources.filter { $0.kind == nil }.map(\.uri) == [
                    workspace.folder.appending("nowhere.csv").string
                ])
            let keys = try Summary.keys(path)
            #expect(keys.document == ["elapsed_seconds", "sources"])
            let documented: Set = [
                "uri", "kind", "source_id", "records", "loaded", "duplicates", "rejected", "repaired", "dead",
            ]
            #expect(keys.sources.allSatisfy { $0.isSuperset(of: documented) })
        }
    }
}
