import Foundation
import LocalServers
import SampleData
import Subprocess
import SystemPackage
import Testing

extension EndToEndTests {
    @Test func servicesLoadWhatIsSubmitted() async throws {
        try await Workspace.with { workspace in
            let files = try workspace.sample("sent", SampleOptions(transfers: 5000, tokens: 800))
            let unready = try await workspace.etl(["submit"] + files.map(\.string))
            #expect(unready.exitCode == 1)
            #expect(unready.errors.contains("etl migrate"), "\(unready.errors)")
            #expect(try await workspace.etl(["migrate"]).exitCode == 0)
            let submitted = try await workspace.etl(["submit"] + files.map(\.string))
            #expect(submitted.exitCode == 0, "\(submitted.everything)")
            let services = try await start(in: workspace)
            var status = try await workspace.statuses()
            while !status.allSatisfy({ $0 == "complete" }) {
                try await Task.sleep(for: .milliseconds(200))
                status = try await workspace.statuses()
            }
            for service in services {
                #expect(await service.terminate(grace: .seconds(40)) == .exited(0))
            }
            #expect(status.count == files.count)
            #expect(try await workspace.differences(from: files) == "")
            #expect(try await workspace.etl(["status"]).exitCode == 0)
        }
    }

    private func start(in workspace: Workspace) async throws -> [ManagedProcess] {
        let logs = workspace.state.appending("logs")
        try FileManager.default.createDirectory(atPath: logs.string, withIntermediateDirectories: true)
        var services: [ManagedProcess] = []
        for stage in Programs.stages {
            services.append(
                try await ManagedProcess.start(
                    Programs.directory.appending(stage),
                    environment: .inherit.updating([
                        "RABBITMQ_URL": workspace.brokerURL, "DATABASE_URL": workspace.databaseURL,
                    ]),
                    output: .file(logs.appending("\(stage).log")), error: .file(logs.appending("\(stage).log"))))
        }
        return services
    }
}

extension Workspace {
    /// What `etl status --json` says of each source.
    fileprivate func statuses() async throws -> [String] {
        let outcome = try await etl(["status", "--json"])
        #expect(outcome.exitCode == 0, "\(outcome.everything)")
        let document = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        let sources = document?["sources"] as? [[String: Any]] ?? []
        return sources.compactMap { $0["status"] as? String }
    }
}
