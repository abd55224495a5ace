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

    @Test func secondRunOnTheSameStateSaysWhoHasIt() async throws {
        try await Workspace.with { workspace in
            let lock = try StateDirectory.kept(at: workspace.state)
            let outcome = try await workspace.bareETL(["run", "--state", workspace.state.string, "x.csv"])
            #expect(outcome.exitCode == 1)
            #expect(outcome.errors.contains("in use by process"), "\(outcome.errors)")
            withExtendedLifetime(lock) {}
        }
    }
}
