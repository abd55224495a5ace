import Foundation
import LocalServers
import SampleData
import SystemPackage
import Testing

extension EndToEndTests {
    @Test func privateServersKeepTheirDataAndEndWithEachCommand() async throws {
        try await Workspace.with { workspace in
            let files = try workspace.sample("mine", SampleOptions(transfers: 800, tokens: 200)).map(\.string)
            let state = ["--state", workspace.state.string]
            let empty = try await workspace.bareETL(["status"] + state)
            #expect(empty.exitCode == 1)
            #expect(empty.errors.contains("run FILE"), "\(empty.errors)")
            let first = try await workspace.bareETL(["run"] + state + files)
            #expect(first.exitCode == 0, "\(first.everything)")
            let status = try await workspace.bareETL(["status"] + state)
            #expect(status.exitCode == 0, "\(status.everything)")
            #expect(status.output.contains("100%"))
            let query = try await workspace.bareETL(
                ["psql"] + state + ["--", "-X", "-A", "-t", "-c", "SELECT count(*) > 700 FROM token_transfers"])
            #expect(query.output == "t\n", "\(query.everything)")
            let rejects = try await workspace.bareETL(["rejects", "list", "--json", "--source", files[0]] + state)
            #expect(rejects.exitCode == 0)
            #expect(rejects.output.split(separator: "\n").allSatisfy { $0.contains("\"reason\"") })
            #expect(!rejects.output.isEmpty)
        }
    }

    @Test func aRunWithoutAFileToLoadStartsNoServer() async throws {
        try await Workspace.with { workspace in
            let unfit = workspace.folder.appending("unfit.csv")
            try Files.write("a,b\n1,2\n".utf8, to: unfit)
            let summary = workspace.folder.appending("summary.json")
            let files = [unfit.string, workspace.folder.appending("nowhere.csv").string, "*.nothing"]
            let outcome = try await workspace.bareETL(
                ["run", "--state", workspace.state.string, "--summary", summary.string] + files)
            #expect(outcome.exitCode == 1 && outcome.output.isEmpty, "\(outcome.everything)")
            for words in ["unfit.csv: ", "no such file", "no file matches", "there is nothing to load"] {
                #expect(outcome.errors.contains(words), "\(words): \(outcome.errors)")
            }
            #expect(outcome.errors.split(separator: "\n").count == 4, "\(outcome.errors)")
            #expect(!FileManager.default.fileExists(atPath: workspace.state.string))
            #expect(try Summary(summary).sources.count == 3)
        }
    }

    @Test func secondRunOnTheSameStateSaysWhoHasIt() async throws {
        try await Workspace.with { workspace in
            let file = try workspace.sample("one", SampleOptions(transfers: 10, tokens: 1))[1].string
            let lock = try StateDirectory.kept(at: workspace.state)
            let outcome = try await workspace.bareETL(["run", "--state", workspace.state.string, file])
            #expect(outcome.exitCode == 1)
            #expect(outcome.errors.contains("in use by process"), "\(outcome.errors)")
            withExtendedLifetime(lock) {}
        }
    }
}
