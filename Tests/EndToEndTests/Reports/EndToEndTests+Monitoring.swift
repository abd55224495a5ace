import SampleData
import Subprocess
import SystemPackage
import TestSupport
import Testing

@testable import LocalServers

extension EndToEndTests {
    @Test func aLoaderIsReadyWhileItsDatabaseIsThere() async throws {
        try await Workspace.with { workspace in
            let database = try await TestServers.dedicatedPostgres()
            #expect(try await workspace.bareETL(["migrate", "--database", database.url]).exitCode == 0)
            let loader = try await workspace.monitored("loader", databaseURL: database.url)
            #expect(
                try await loader.ready(200)
                    == #"{"checks":{"broker":{"ok":true},"database":{"ok":true},"schema":{"ok":true}},"ready":true}"#)
            await database.kill()
            let away = try await loader.ready(503) { $0.contains(#""database":{"ok":false,"reason":"#) }
            #expect(away.contains(#""broker":{"ok":true}"#) && away.contains(#""ready":false"#))
            #expect(away.contains("Check that the server is running"), "\(away)")
            #expect(!away.contains(try #require(database.password)))
            #expect(await loader.get("/livez")?.status == 200)
            #expect(try await Self.health(of: loader) == 1)
            #expect(await loader.get("/metrics")?.body.contains(#"etl_ready{stage="load"} 0"#) == true)
            try await database.restart()
            _ = try await loader.ready(200)
            #expect(try await Self.health(of: loader) == 0)
            try await database.psql("ALTER TABLE etl.migrations RENAME TO forgotten")
            _ = try await loader.ready(503) { $0.contains(#""schema":{"ok":false"#) && $0.contains("etl migrate") }
            #expect(await loader.process.terminate(grace: .seconds(10)) == .exited(0))
            await database.stop(.immediate)
        }
    }

    /// The exit code of the health check of a container.
    private static func health(of stage: MonitoredStage) async throws -> Int32? {
        try await Programs.run(
            Programs.directory.appending("loader"), ["health"], environment: ["HTTP_PORT": "\(stage.port)"]
        ).exitCode
    }

    @Test func aStageWithoutABrokerIsNotReady() async throws {
        try await Workspace.with { workspace in
            let stage = try await workspace.monitored("transformer", brokerURL: "amqp://u:hunter2@127.0.0.1:1/")
            let body = try await stage.ready(503) { $0.contains("127.0.0.1:1") }
            #expect(body.hasPrefix(#"{"checks":{"broker":{"ok":false,"reason":""#) && !body.contains("hunter2"))
            #expect(await stage.process.terminate(grace: .seconds(10)) == .exited(0))
        }
    }

    @Test func aStageThatStopsSaysSoUntilItEnds() async throws {
        try await Workspace.with { workspace in
            let file = try workspace.sample("held", SampleOptions(transfers: 100, tokens: 0))[1]
            #expect(try await workspace.etl(["migrate"]).exitCode == 0)
            let stages = [
                try await workspace.monitored("extractor"), try await workspace.monitored("transformer"),
                try await workspace.monitored("loader"),
            ]
            let lock = Task {
                try await workspace.sql(
                    "BEGIN; LOCK TABLE token_transfers IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(8); COMMIT")
            }
            #expect(try await workspace.etl(["submit", file.string]).exitCode == 0)
            let waiting =
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            while try await workspace.sql(waiting) == "0" { try await Task.sleep(for: .milliseconds(50)) }
            stages[2].process.send(.terminate)
            let body = try await stages[2].ready(503) { $0.contains("stopping") }
            #expect(body.contains(#""service":{"ok":false,"reason":"stopping"}"#))
            _ = try await lock.value
            // A second signal would end it at once.
            #expect(await stages[2].process.wait() == .exited(0))
            for stage in stages.dropLast() {
                #expect(await stage.process.terminate(grace: .seconds(30)) == .exited(0))
            }
            #expect(try await workspace.loadedBatches() == 1)
        }
    }

    @Test func aPortThatIsTakenEndsAStage() async throws {
        try await Workspace.with { workspace in
            let first = try await workspace.monitored("transformer")
            _ = try await first.ready(200)
            let second = try await Programs.run(
                Programs.directory.appending("transformer"), ["--broker", workspace.brokerURL],
                environment: ["HTTP_PORT": "\(first.port)", "HTTP_HOST": "127.0.0.1"])
            #expect(second.exitCode == 1)
            #expect(second.errors.contains("cannot serve HTTP on 127.0.0.1:\(first.port)"))
            #expect(await first.process.terminate(grace: .seconds(10)) == .exited(0))
        }
    }

    /// Only one of several processes could bind the port.
    @Test func aRunKeepsItsStagesFromThePort() async throws {
        try await Workspace.with { workspace in
            let files = try workspace.sample("in", SampleOptions(transfers: 100, tokens: 10))
            let config = workspace.folder.appending("etl.yaml")
            try Files.write("etl: {http: {port: \(try ServerPort.free().number)}}\n".utf8, to: config)
            let run = try await workspace.etl(
                ["run", "--config", config.string] + files.map(\.string),
                environment: ["HTTP_PORT": "\(try ServerPort.free().number)"])
            #expect(run.exitCode == 0, "\(run.everything)")
        }
    }

    @Test(.enabled(if: Monitoring.isAvailable, "prometheus is needed to scrape a stage"))
    func prometheusReadsTheMetrics() async throws {
        try await Workspace.with { workspace in
            #expect(try await workspace.etl(["migrate"]).exitCode == 0)
            let loader = try await workspace.monitored("loader")
            _ = try await loader.ready(200)
            let page = try #require(await loader.get("/metrics")?.body)
            #expect(try await Monitoring.complaints(about: page) == "")
            #expect(page.contains("\nprocess_resident_memory_bytes "))
            let answer = try await Monitoring.answer(
                to: "etl_build_info", scraping: loader.port, in: workspace.folder)
            #expect(answer.contains(#""stage":"load""#) && answer.contains(#""1"]"#), "\(answer)")
            #expect(await loader.process.terminate(grace: .seconds(10)) == .exited(0))
        }
    }
}

extension Workspace {
    /// Starts a stage with monitoring on a free port, on the workspace's servers or others.
    func monitored(
        _ stage: String, brokerURL: String? = nil, databaseURL: String? = nil
    ) async throws -> MonitoredStage {
        let port = try ServerPort.free().number
        let log = state.appending("logs").appending("\(stage)-\(port).log")
        try Files.write([], to: log)
        let process = try await ManagedProcess.start(
            Programs.directory.appending(stage),
            environment: .inherit.updating([
                "RABBITMQ_URL": brokerURL ?? self.brokerURL, "DATABASE_URL": databaseURL ?? self.databaseURL,
                "HTTP_PORT": "\(port)", "HTTP_HOST": "127.0.0.1",
            ]), output: .file(log), error: .file(log))
        return MonitoredStage(process: process, port: port, log: log)
    }
}

extension LocalPostgres {
    fileprivate var password: String? {
        url.firstMatch(of: /:([^:@\/]+)@/).map { String($0.1) }
    }
}
