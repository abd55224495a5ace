import SampleData
import SystemPackage
import Testing

@testable import LocalServers

extension EndToEndTests {
    @Test func namesFilesThatCannotBeReadAndLoadsTheOthers() async throws {
        try await Workspace.with { workspace in
            let good = try workspace.sample("good", SampleOptions(transfers: 1000, tokens: 200))
            let bad = try await badFiles(in: workspace)
            let names = bad.map(\.path.string)
            let outcome = try await workspace.etl(
                ["run", "--state", workspace.state.string] + names + good.map(\.string))
            #expect(outcome.exitCode == 1)
            let lines = outcome.errors.split(separator: "\n")
            for (path, words) in bad {
                let line = lines.first { $0.contains(path.string) }
                #expect(line?.contains(words) == true, "\(path): \(line ?? "nothing was said")")
            }
            // An empty file and one with only a header are complete; a truncated one has the records before its end.
            let whole = ["empty.csv", "header.csv"].map { workspace.folder.appending($0) }
            let quiet = try await workspace.etl(["run"] + whole.map(\.string))
            #expect(quiet.exitCode == 0, "\(quiet.everything)")
            for file in good {
                let count = try await workspace.sql("SELECT batches FROM etl.sources WHERE uri = '\(file)'")
                #expect(count == "1")
            }
        }
    }

    /// Files that cannot be loaded, each with the expected message.
    private func badFiles(in workspace: Workspace) async throws -> [(path: FilePath, words: String)] {
        let folder = workspace.folder
        let sample = try workspace.sample("whole", SampleOptions(transfers: 3000, tokens: 10))[1]
        let header = try Files.bytes(sample).prefix { $0 != UInt8(ascii: "\n") }
        try Files.write([], to: folder.appending("empty.csv"))
        try Files.write([], to: folder.appending("hollow/_SUCCESS"))
        try Files.write(header, to: folder.appending("header.csv"))
        try Files.write("a,b\n1,2\n".utf8, to: folder.appending("columns.csv"))
        try Files.write((0..<4000).map { UInt8(truncatingIfNeeded: $0 &* 37) }, to: folder.appending("binary.csv"))
        let element = #"{"address":"0x\#(String(repeating: "12", count: 20))","symbol":"S"}"#
        try Files.write("[\(element)\n\(element)]".utf8, to: folder.appending("broken.json"))
        try Files.write("address,symbol\r0x1,S\r".utf8, to: folder.appending("returns.csv"))
        let packed = try await Reference.variants(of: [sample], to: folder.appending("packed"))[0]
        try Files.write(try Files.bytes(packed).dropLast(2000), to: folder.appending("truncated.csv.gz"))
        return [
            (folder.appending("nowhere.csv"), "no such file"),
            (folder.appending("hollow"), "this directory has no files to submit"),
            (folder.appending("*.nothing"), "no file matches"),
            (folder.appending("columns.csv"), "a, b"),
            (folder.appending("binary.csv"), "is not text"),
            (folder.appending("broken.json"), "the JSON array is broken after element 1, in line 2, at byte"),
            (folder.appending("returns.csv"), "tr '\\r' '\\n' < \(folder.appending("returns.csv")) | "),
            (folder.appending("truncated.csv.gz"), "data is truncated at byte"),
        ]
    }

    @Test(arguments: [
        ["run"], ["run", "--extractors", "0", "x.csv"], ["run", "--no-such-option", "x.csv"],
        ["run", "--kind", "blocks", "x.csv"], ["run", "--batch-records", "0", "x.csv"],
        ["run", "--broker", "http://etl:hidden@localhost", "x.csv"], ["no-such-command"], ["submit", "x.csv"],
        ["run", "--config", "no-such-file.yaml", "x.csv"], ["status", "--log-level", "loud"],
    ])
    func wrongUsageIsExitCode2(_ arguments: [String]) async throws {
        let etl = Programs.directory.appending("etl")
        let outcome = try await Programs.run(etl, arguments)
        #expect(outcome.exitCode == 2, "\(outcome.everything)")
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains("help") || outcome.errors.contains("Usage"))
        #expect(!outcome.errors.contains("hidden"))
    }

    @Test func saysWhichServerCannotBeUsedAndWhatToDo() async throws {
        try await Workspace.with { workspace in
            let file = try workspace.sample("one", SampleOptions(transfers: 10, tokens: 10))[1].string
            let closed = "127.0.0.1:\(try ServerPort.free().number)"
            let cases: [(broker: String, database: String, words: [String])] = [
                (workspace.brokerURL, "postgresql://etl:hidden@\(closed)/etl", ["database", closed]),
                ("amqp://etl:hidden@\(closed)/", workspace.databaseURL, ["RabbitMQ", closed]),
                (
                    workspace.brokerURL.replacing(/:[0-9a-f]+@/, with: ":hidden@"), workspace.databaseURL,
                    ["127.0.0.1", "password"]
                ),
                (
                    workspace.brokerURL, workspace.databaseURL.replacing(/:[0-9a-f]+@/, with: ":hidden@"),
                    ["127.0.0.1", "password"]
                ),
            ]
            for (broker, database, words) in cases {
                let outcome = try await workspace.bareETL(["run", "--broker", broker, "--database", database, file])
                #expect(outcome.exitCode == 1)
                for word in words { #expect(outcome.errors.contains(word), "\(outcome.errors)") }
                #expect(!outcome.everything.contains("hidden"))
            }
        }
    }

    @Test func maxRejectsFailsARunThatIsElseClean() async throws {
        try await Workspace.with { workspace in
            let files = try workspace.sample("bad", SampleOptions(transfers: 500, tokens: 10, badTransferInterval: 20))
            let strict = try await workspace.etl(["run", "--max-rejects", "3"] + files.map(\.string))
            #expect(strict.exitCode == 1)
            #expect(strict.errors.contains("--max-rejects"))
            let lenient = try await workspace.etl(["run", "--max-rejects", "1000"] + files.map(\.string))
            #expect(lenient.exitCode == 0, "\(lenient.everything)")
        }
    }
}
