import Foundation
import LocalServers
import SampleData
import Subprocess
import SystemPackage
import TestSupport
import Testing

extension EndToEndTests {
    @Test func statusShowsWhatRabbitMQsManagementAPITells() async throws {
        let broker = try await TestServers.dedicatedRabbitMQ(management: true)
        let management = try #require(broker.managementURL)
        let outcome = await Result {
            try await Workspace.with { workspace in
                let files = try workspace.sample("told", SampleOptions(transfers: 4000, tokens: 0))
                let place = Place(workspace, broker: broker.url, management: management)
                #expect(try await place.etl(["migrate"]).exitCode == 0)
                let submitted = try await place.etl(["submit", "--batch-records", "100", files[1].string])
                #expect(submitted.exitCode == 0, "\(submitted.everything)")
                try await place.running(["extractor", "transformer"]) {
                    try await place.until { $0.stages[2]["ready"] as? Int == 40 }
                }
                // The API's count lags behind the queue's.
                try await place.until { $0.stages[2]["unacked"] as? Int == 0 }
                let waiting = try await place.status()
                #expect(waiting.document["has_management"] as? Bool == true)
                #expect(waiting.document["troubles"] as? [String] == [])
                #expect(waiting.document["alarms"] as? [String] == [])
                #expect(waiting.stages[2]["blocked"] as? Bool == false)
                try await place.expectAlarms(of: broker)
                try await place.running(["loader"]) {
                    try await place.until { ($0.stages[2]["batches_per_second"] as? Double ?? 0) > 0 }
                    try await place.until { $0.sources.first?["status"] as? String == "complete" }
                }
                let text = try await place.etl(["status"])
                #expect(text.exitCode == 0 && text.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
                #expect(text.output.contains("100%") && !text.output.contains("\u{1B}"))
                let wrong = management.replacing(/:[^:@\/]+@/, with: ":hunter2@")
                let refused = try await place.etl(["status", "--management", wrong])
                #expect(refused.exitCode == 0 && refused.output.contains("set_user_tags"), "\(refused.everything)")
                #expect(!refused.everything.contains("hunter2"))
                try await place.expectTagsToMatter(broker, management)
                let away = try await place.etl(["status", "--management", "http://127.0.0.1:1"])
                #expect(away.exitCode == 0 && away.output.contains("is unreachable"), "\(away.everything)")
            }
        }
        await broker.stop()
        try outcome.get()
    }

    @Test func watchingOutlivesServersThatAreAwayForAWhile() async throws {
        let broker = try await TestServers.dedicatedRabbitMQ(management: true)
        let database = try await TestServers.dedicatedPostgres()
        let outcome = await Result {
            try await Workspace.with { workspace in
                let place = Place(
                    workspace, broker: broker.url, database: database.url(database: "postgres"),
                    management: broker.managementURL)
                #expect(try await place.etl(["migrate"]).exitCode == 0)
                let file = try workspace.sample("seen", SampleOptions(transfers: 100, tokens: 0))[1]
                #expect(try await place.etl(["submit", file.string]).exitCode == 0)
                let log = workspace.folder.appending("watch.log")
                let watch = try await ManagedProcess.start(
                    Programs.directory.appending("etl"), arguments: ["status", "--watch", "--json"],
                    environment: .inherit.updating(place.variables), output: .file(log), error: .file(log))
                try await place.waitForLine(of: log) { $0.troubles.isEmpty && $0.sources.count == 1 }
                await broker.kill()
                try await place.waitForLine(of: log) {
                    $0.troubles.contains { $0.contains("RabbitMQ has not answered") } && $0.sources.count == 1
                }
                try await broker.restart()
                try await place.waitForLine(of: log) { $0.troubles.isEmpty && $0.stages.count == 3 }
                await database.kill()
                try await place.waitForLine(of: log) { $0.troubles.contains { $0.contains("PostgreSQL has not") } }
                try await database.restart()
                try await place.waitForLine(of: log) { $0.troubles.isEmpty && $0.sources.count == 1 }
                watch.send(.interrupt)
                #expect(await watch.wait() == .exited(0))
                let text = try Files.text(log)
                for secret in [broker.url, place.variables["DATABASE_URL"] ?? ""] {
                    let password = try #require(URLComponents(string: secret ?? "")?.password)
                    #expect(!text.contains(password))
                }
            }
        }
        await broker.stop()
        await database.stop()
        try outcome.get()
    }
}

/// The servers that `etl` and the stages use in one of these tests.
private struct Place: Sendable {
    let workspace: Workspace
    let variables: [Environment.Key: String?]

    init(_ workspace: Workspace, broker: String, database: String? = nil, management: String?) {
        self.workspace = workspace
        variables = [
            "RABBITMQ_URL": broker, "DATABASE_URL": database ?? workspace.databaseURL,
            "RABBITMQ_MANAGEMENT_URL": management,
        ]
    }

    func etl(_ arguments: [String]) async throws -> Outcome {
        var environment: [String: String] = [:]
        for (name, value) in variables { environment["\(name)"] = value }
        return try await workspace.bareETL(arguments, environment: environment)
    }

    /// A document of `etl status --json`.
    struct Seen {
        let document: [String: Any]
        var sources: [[String: Any]] { document["sources"] as? [[String: Any]] ?? [] }
        var stages: [[String: Any]] { document["stages"] as? [[String: Any]] ?? [] }
        var troubles: [String] { document["troubles"] as? [String] ?? [] }

        init?(_ text: String) {
            guard let object = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] else {
                return nil
            }
            document = object
        }
    }

    func status() async throws -> Seen {
        let outcome = try await etl(["status", "--json"])
        return try #require(Seen(outcome.output), "\(outcome.everything)")
    }

    /// A memory alarm of the broker appears in the status, and disappears again.
    func expectAlarms(of broker: LocalRabbitMQ) async throws {
        try await broker.control(["set_vm_memory_high_watermark", "absolute", "1"])
        try await until { ($0.document["alarms"] as? [String])?.count == 1 }
        try await broker.control(["set_vm_memory_high_watermark", "absolute", "1GB"])
        // The plugin reads the state of its node only every five seconds.
        try await until { ($0.document["alarms"] as? [String])?.isEmpty == true }
    }

    /// The status names the tag that a user needs. With `management`, the user sees queues; with `monitoring`, alarms
    /// too.
    func expectTagsToMatter(_ broker: LocalRabbitMQ, _ management: String) async throws {
        try await broker.control(["add_user", "watcher", "secret"])
        try await broker.control(["set_permissions", "watcher", ".*", ".*", ".*"])
        let url = management.replacing(/\/\/.*@/, with: "//watcher:secret@")
        for (tag, isRefused, alarms) in [("", true, nil), ("management", false, nil), ("monitoring", false, 0)] {
            try await broker.control(["set_user_tags", "watcher"] + (tag.isEmpty ? [] : [tag]))
            let outcome = try await etl(["status", "--json", "--management", url])
            let seen = try #require(Seen(outcome.output), "\(outcome.everything)")
            #expect(seen.troubles.contains { $0.contains("set_user_tags watcher monitoring") } == isRefused)
            #expect(seen.document["has_management"] as? Bool == !isRefused)
            #expect((seen.document["alarms"] as? [String])?.count == alarms, "\(tag)")
        }
    }

    func until(_ isReached: (Seen) -> Bool) async throws {
        while try await !isReached(status()) { try await Task.sleep(for: .milliseconds(100)) }
    }

    /// Waits for a new line of the log.
    func waitForLine(of log: FilePath, _ isIt: (Seen) -> Bool) async throws {
        let before = try Files.text(log).split(separator: "\n").count
        while true {
            let lines = try Files.text(log).split(separator: "\n").dropFirst(before)
            if lines.contains(where: { Seen(String($0)).map(isIt) ?? false }) { return }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Runs stages while `body` runs.
    func running(_ stages: [String], _ body: () async throws -> Void) async throws {
        var processes: [ManagedProcess] = []
        for stage in stages {
            let log = workspace.folder.appending("\(stage).log")
            processes.append(
                try await ManagedProcess.start(
                    Programs.directory.appending(stage), environment: .inherit.updating(variables),
                    output: .file(log), error: .file(log)))
        }
        let outcome = await Result { try await body() }
        for process in processes { #expect(await process.terminate(grace: .seconds(40)) == .exited(0)) }
        try outcome.get()
    }
}
