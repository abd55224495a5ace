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

    func start(in workspace: Workspace) async throws -> [ManagedProcess] {
        var services: [ManagedProcess] = []
        for stage in Programs.stages { services.append(try await workspace.start(stage)) }
        return services
    }

    /// A loader cannot end by itself during a database call that does not return.
    @Test func serviceThatIsHeldUpEndsAtASecondSignalOrAfterItsGrace() async throws {
        try await Workspace.with { workspace in
            let file = try workspace.sample("held", SampleOptions(transfers: 5000, tokens: 0))[1]
            #expect(try await workspace.etl(["migrate"]).exitCode == 0)
            // These are more batches than one loader prefetches.
            #expect(try await workspace.etl(["submit", "--batch-records", "20", file.string]).exitCode == 0)
            let lock = Task {
                try await workspace.sql(
                    "BEGIN; LOCK TABLE token_transfers IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(45); COMMIT")
            }
            while try await workspace.waiting("application_name <> 'loader' AND wait_event = 'PgSleep'") < 1 {}
            var services = try await start(in: workspace)
            while try await workspace.waiting("application_name = 'loader' AND wait_event_type = 'Lock'") < 2 {}
            let loader = services.removeLast()
            let impatient = try await workspace.start("loader", as: "impatient")
            while try await workspace.waiting("application_name = 'loader' AND wait_event_type = 'Lock'") < 4 {}
            impatient.send(.terminate)
            try await Task.sleep(for: .milliseconds(200))
            #expect(await impatient.terminate(.interrupt, grace: .seconds(10)) == .exited(1))
            #expect(await loader.terminate(grace: .seconds(30)) == .exited(0))
            _ = try await lock.value
            services.append(try await workspace.start("loader", as: "last"))
            while try await workspace.statuses() != ["complete"] { try await Task.sleep(for: .milliseconds(200)) }
            for service in services { #expect(await service.terminate(grace: .seconds(40)) == .exited(0)) }
            #expect(try await workspace.differences(from: [file]) == "")
        }
    }
}

extension Workspace {
    /// Starts a stage on the workspace's servers.
    func start(_ stage: String, as name: String? = nil) async throws -> ManagedProcess {
        let logs = state.appending("logs")
        try FileManager.default.createDirectory(atPath: logs.string, withIntermediateDirectories: true)
        let log = logs.appending("\(name ?? stage).log")
        return try await ManagedProcess.start(
            Programs.directory.appending(stage),
            environment: .inherit.updating(["RABBITMQ_URL": brokerURL, "DATABASE_URL": databaseURL]),
            output: .file(log), error: .file(log))
    }

    /// The number of sessions that are waiting.
    fileprivate func waiting(_ condition: String) async throws -> Int {
        Int(try await sql("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND \(condition)"))
            ?? 0
    }
}

extension Workspace {
    /// The state of each source in `etl status --json`.
    func statuses() async throws -> [String] {
        let outcome = try await etl(["status", "--json"])
        #expect(outcome.exitCode == 0, "\(outcome.everything)")
        let document = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        let sources = document?["sources"] as? [[String: Any]] ?? []
        return sources.compactMap { $0["status"] as? String }
    }
}
