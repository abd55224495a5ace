import Foundation
import LocalServers
import SampleData
import SystemPackage
import Testing

extension EndToEndTests {
    @Test func aSourceIsRemovedAndWhatOthersBroughtIsLoadedAgain() async throws {
        try await Workspace.with { workspace in
            let (first, second) = try workspace.overlappingFiles()
            #expect(try await workspace.etl(["migrate"]).exitCode == 0)
            let services = try await start(in: workspace)
            for file in [first, second] { try await workspace.load(file) }
            let key = try await workspace.sql(
                "SELECT block_number || ' ' || log_index FROM token_transfers ORDER BY block_number, log_index LIMIT 1")
            let origin = try await workspace.etl(["origin"] + key.split(separator: " ").map(String.init))
            #expect(origin.exitCode == 0 && origin.output.contains(first.string), "\(origin.everything)")
            #expect(try await workspace.etl(["origin", "0", "0"]).exitCode == 1)
            #expect(try await workspace.etl(["origin", "0"]).exitCode == 2)
            let id = try #require(try await workspace.sources().first { $0.uri == first.string }).sourceId
            try await workspace.expectNothingRemoved(id, beside: second)
            let removed = try await workspace.etl(["sources", "remove", id])
            #expect(removed.exitCode == 0, "\(removed.everything)")
            #expect(removed.output.contains("removed: 1,200 rows in 12 batches; 1 other source is submitted again"))
            while try await workspace.statuses() != ["complete"] { try await Task.sleep(for: .milliseconds(100)) }
            #expect(try await workspace.differences(from: [second]) == "")
            #expect(try await workspace.sql("SELECT sum(loaded) FROM etl.batches") == "1200")
            let list = try await workspace.etl(["sources", "list", "--only", "removed"])
            #expect(list.output.contains("first.csv"), "\(list.everything)")
            // Once more removes nothing, and the file comes back when it is submitted.
            let again = try await workspace.etl(["sources", "remove", id, "--json"])
            #expect(again.exitCode == 0 && again.output.contains(#""rows":0"#), "\(again.everything)")
            try await workspace.load(first)
            #expect(try await workspace.differences(from: [first, second]) == "")
            for service in services { #expect(await service.terminate(grace: .seconds(40)) == .exited(0)) }
        }
    }

    @Test(arguments: [["remove"], ["remove", "abc"], ["remove", "7f0c1a2b", "7f0c1a2c"]])
    func theSourceToRemoveMustBeNamed(_ arguments: [String]) async throws {
        let outcome = try await Programs.run(Programs.directory.appending("etl"), ["sources"] + arguments)
        #expect(outcome.exitCode == 2, "\(outcome.everything)")
    }
}

extension Workspace {
    /// Two files of 1,200 transfers, of which they have 400 in common.
    fileprivate func overlappingFiles() throws -> (first: FilePath, second: FilePath) {
        let sample = try sample("removal", SampleOptions(transfers: 2000, tokens: 0, badRecords: false))[1]
        let lines = try Files.text(sample).split(separator: "\n")
        try #require(lines.count == 2001)
        let files = (folder.appending("first.csv"), folder.appending("second.csv"))
        for (file, part) in [(files.0, lines[1...1200]), (files.1, lines[801...2000])] {
            try Files.write(([lines[0]] + part).joined(separator: "\n").utf8, to: file)
        }
        return files
    }

    /// Submits a file to running services, and waits until it is loaded.
    fileprivate func load(_ file: FilePath) async throws {
        let submitted = try await etl(["submit", "--batch-records", "100", file.string])
        #expect(submitted.exitCode == 0, "\(submitted.everything)")
        while try await statuses().contains(where: { $0 != "complete" }) {
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Expects of a plan, and of a removal that would lose records of another file, that they change nothing.
    fileprivate func expectNothingRemoved(_ id: String, beside other: FilePath) async throws {
        let state = "SELECT (SELECT count(*) FROM token_transfers), sum(loaded), sum(duplicates) FROM etl.batches"
        let before = try await sql(state)
        #expect(before == "2000|2000|400")
        let plan = try await etl(["sources", "remove", id, "--dry-run"])
        #expect(plan.exitCode == 0 && plan.output.contains("1,200 rows go"), "\(plan.everything)")
        #expect(
            plan.output.contains("1 source is read again") && plan.output.contains(other.string), "\(plan.everything)")
        let aside = folder.appending("aside.csv").string
        try FileManager.default.moveItem(atPath: other.string, toPath: aside)
        let refused = try await etl(["sources", "remove", id])
        #expect(refused.exitCode == 2 && refused.errors.contains("add --yes"), "\(refused.everything)")
        #expect(refused.output.contains("LOST: what \(other)"), "\(refused.everything)")
        try FileManager.default.moveItem(atPath: aside, toPath: other.string)
        #expect(try await sql(state) == before)
    }
}
