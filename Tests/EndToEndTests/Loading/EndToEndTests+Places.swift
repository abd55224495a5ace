import Foundation
import SampleData
import SystemPackage
import TestData
import Testing

extension EndToEndTests {
    @Test func loadsHundredsOfFilesByDirectoryAndPatternAroundADamagedAndALargeOne() async throws {
        try await Workspace.with { workspace in
            let folder = workspace.folder.appending("exports")
            let small = try smallFiles(300, in: workspace, folder)
            let large = try workspace.sample("exports/large", SampleOptions(transfers: 60_000, tokens: 10, seed: 7))
            let packed = Gzip.member(try Files.bytes(large[1]))
            let damaged = folder.appending("2024/token_transfers-damaged.csv.gz")
            // The checksum lacks its last byte, and the length is missing: the content of the only member is not
            // verified.
            try Files.write(packed.dropLast(5) + [0, 0, 0, 0, 0], to: damaged)
            for name in ["_SUCCESS", "2024/.hidden.csv", "2024/unfinished.csv.part"] {
                try Files.write("no export".utf8, to: folder.appending(name))
            }
            let summary = workspace.folder.appending("summary.json")
            // The pattern finds all transfers, and the folder then finds everything, the transfers again.
            let outcome = try await workspace.etl([
                "run", "--extractors", "2", "--batch-records", "500", "--summary", summary.string,
                folder.appending("**/token_transfers*.csv*").string, folder.string,
            ])
            #expect(outcome.exitCode == 1)
            #expect(outcome.errors.contains("\(damaged): the gzip data is damaged"), "\(outcome.errors)")
            let sources = try Summary(summary).sources
            #expect(sources.count == small.count + large.count + 1)
            #expect(sources.allSatisfy { $0.addsUp })
            let lacking = "DELETE FROM etl.sources WHERE batches IS NULL RETURNING uri"
            #expect(try await workspace.sql(lacking).hasPrefix(damaged.string))
            #expect(try await workspace.differences(from: small + large) == "")
            // The output counts those of the three hundred sources that it does not show.
            #expect(outcome.output.contains(/… \d+ more/), "\(outcome.output)")
        }
    }

    @Test func submitsAgainWhatWasRegisteredWithoutAJob() async throws {
        try await Workspace.with { workspace in
            let files = try smallFiles(1200, in: workspace, workspace.folder.appending("exports"))
            let pattern = workspace.folder.appending("exports/**").string
            #expect(try await workspace.etl(["migrate"]).exitCode == 0)
            #expect(try await workspace.etl(["submit", pattern]).exitCode == 0)
            let submitted = "SELECT count(*) FROM etl.sources WHERE submitted_at IS NOT NULL"
            #expect(try await workspace.sql(submitted) == "\(files.count)")
            // A submission leaves this state if it is killed between publishing the jobs and recording that.
            try await workspace.sql("UPDATE etl.sources SET submitted_at = NULL WHERE uri LIKE '%-7_.csv'")
            let outcome = try await workspace.etl(["submit", pattern, pattern])
            #expect(outcome.output.matches(of: /submitted as/).count == 10)
            #expect(outcome.output.matches(of: /still in progress/).count == files.count - 10)
            #expect(try await workspace.sql(submitted) == "\(files.count)")
        }
    }

    @Test func loadsStandardInputAndKeepsItAsLongAsItIsNeeded() async throws {
        try await Workspace.with { workspace in
            let file = try workspace.sample("input", SampleOptions(transfers: 3000, tokens: 10))[1]
            let spool = workspace.folder.appending("spool")
            #expect(try await workspace.etl(["migrate"]).exitCode == 0)
            // The same input twice is one source, and one spooled file waits for extractors.
            for words in ["submitted as token_transfers", "still in progress"] {
                let outcome = try await workspace.piped(file, ["submit", "-", "--spool", spool.string])
                #expect(outcome.exitCode == 0, "\(outcome.everything)")
                #expect(outcome.output.contains(words) && outcome.output.contains("kept in \(spool)"))
                #expect(Files.all(below: spool).count == 1)
            }
            let outcome = try await workspace.piped(
                file, ["run", "-", "--state", workspace.folder.string], environment: ["ETL_SPOOL": spool.string])
            #expect(outcome.exitCode == 0, "\(outcome.everything)")
            #expect(try await workspace.sql("SELECT count(*) FROM etl.sources") == "1")
            #expect(Files.all(below: spool).isEmpty)
            // The reference reader knows the records by the file that was piped.
            try await workspace.sql("UPDATE etl.sources SET uri = '\(file)'")
            #expect(try await workspace.differences(from: [file]) == "")
        }
    }

    @Test func keepsStandardInputThatCouldNotBeLoaded() async throws {
        try await Workspace.with { workspace in
            let strange = workspace.folder.appending("strange")
            try Files.write("a,b\n1,2\n".utf8, to: strange)
            let outcome = try await workspace.piped(strange, ["run", "-", "--state", workspace.state.string])
            #expect(outcome.exitCode == 1)
            let kept = Files.all(below: workspace.state.appending("spool"))
            #expect(try kept.map { try Files.bytes($0) } == [try Files.bytes(strange)])
            #expect(outcome.errors.contains("kept in \(kept.first?.string ?? "nowhere")"), "\(outcome.errors)")
            // An empty input is an empty source.
            let nothing = workspace.folder.appending("nothing")
            try Files.write([], to: nothing)
            let empty = try await workspace.piped(
                nothing, ["run", "-", "--kind", "tokens", "--state", workspace.state.string])
            #expect(empty.exitCode == 0, "\(empty.everything)")
            #expect(Files.all(below: workspace.state.appending("spool")) == kept)
        }
    }

    /// Files of one record each, of both kinds, in two levels of directories.
    private func smallFiles(_ count: Int, in workspace: Workspace, _ folder: FilePath) throws -> [FilePath] {
        let samples = try workspace.sample("small", SampleOptions(transfers: count, tokens: 2 * count)).map { file in
            // Only records of one line, and without a quote, which a file of one line would leave open.
            try Files.text(file).split(separator: "\n", omittingEmptySubsequences: true).filter { !$0.contains("\"") }
        }
        return try (0..<count).map { number in
            let isToken = number % 4 == 3
            let lines = samples[isToken ? 0 : 1]
            let name = "202\(number % 5)/\(isToken ? "tokens" : "token_transfers")-\(number).csv"
            try Files.write("\(lines[0])\n\(lines[1 + number])\n".utf8, to: folder.appending(name))
            return folder.appending(name)
        }
    }
}

extension Workspace {
    /// Runs `etl` on the shared servers, with a file as its standard input.
    fileprivate func piped(
        _ file: FilePath, _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> Outcome {
        let etl = Programs.directory.appending("etl").string
        let script = #"cat "$1" | { shift; "$@"; }"#
        return try await Programs.run(
            "/bin/sh", ["-c", script, "sh", file.string, etl] + arguments + servers, environment: environment,
            in: folder)
    }
}
