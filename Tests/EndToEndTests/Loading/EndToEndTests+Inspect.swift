import Foundation
import SampleData
import SystemPackage
import Testing

extension EndToEndTests {
    @Test func inspectTellsWhatALoadWouldReject() async throws {
        try await Workspace.with { workspace in
            let files = try workspace.sample(
                "seen", SampleOptions(transfers: 5000, tokens: 300, badTransferInterval: 50))
            let names = files.map(\.string)
            let inspected = try await workspace.bareETL(["inspect", "--json", "--check", "0"] + names)
            #expect(inspected.exitCode == 0, "\(inspected.everything)")
            #expect(Files.all(below: workspace.state).isEmpty)
            let found = try JSONDecoder().decode(Inspected.self, from: Data(inspected.output.utf8))
            #expect(found.files.map(\.path) == names)
            _ = try await workspace.etl(["run"] + names)
            for file in found.files {
                let check = try #require(file.sources.first?.check)
                #expect(check.whole)
                let rejected = try await workspace.sql(
                    "SELECT count(*) FROM etl.rejects NATURAL JOIN etl.sources WHERE uri = '\(file.path)' AND reason <> 'conflict'"
                )
                #expect("\(check.rejected)" == rejected)
                let counts = try await workspace.sql(
                    "SELECT sum(records), sum(repaired) FROM etl.batches NATURAL JOIN etl.sources WHERE uri = '\(file.path)'"
                )
                #expect("\(check.checked)|\(check.repaired)" == counts)
            }
        }
    }

    @Test func inspectSaysWhatCannotBeSubmitted() async throws {
        try await Workspace.with { workspace in
            let good = try workspace.sample("good", SampleOptions(transfers: 100, tokens: 10)).map(\.string)
            let bad = workspace.folder.appending("bad\u{1B}[31m.csv")
            try Files.write("a,b\n1,2\n".utf8, to: bad)
            let outcome = try await workspace.bareETL(["inspect"] + good + [bad.string, "nowhere.csv"])
            #expect(outcome.exitCode == 1)
            #expect(outcome.output.contains("match no known kind"))
            #expect(outcome.output.contains("no such file"))
            #expect(!outcome.output.contains("\u{1B}"))
            #expect(outcome.output.contains("all records, 100"))
            for arguments in [["--kind", "blocks"], ["--records", "-1"], ["--check", "-1"]] {
                #expect(try await workspace.bareETL(["inspect", good[0]] + arguments).exitCode == 2)
            }
        }
    }
}

/// The part of `etl inspect --json` that the tests read.
private struct Inspected: Decodable {
    struct File: Decodable {
        let path: String
        let sources: [Source]
    }

    struct Source: Decodable {
        let check: Check
    }

    struct Check: Decodable {
        let checked: Int
        let whole: Bool
        let repaired: Int
        let rejected: Int
    }

    let files: [File]
}
