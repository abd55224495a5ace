import Foundation
import LocalServers
import Subprocess
import SystemPackage
import TestSupport
import Testing

extension Workspace {
    /// Starts `etl watch`, and waits until its log contains `words`.
    func watch(_ inbox: Inbox, log name: String, until words: String = "Watching") async throws -> ManagedProcess {
        let log = folder.appending("\(name).log")
        let process = try await ManagedProcess.start(
            Programs.directory.appending("etl"),
            arguments: ["watch", inbox.folder.string, "--settle", "1", "--batch-records", "100"],
            environment: .inherit.updating(["RABBITMQ_URL": brokerURL, "DATABASE_URL": databaseURL]),
            output: .file(log), error: .file(log))
        try await wait(for: words, in: name, while: process)
        return process
    }

    func wait(for words: String, in name: String, while process: ManagedProcess) async throws {
        while try !watchLog(name).contains(words) {
            if !process.isRunning { Issue.record("the watch has ended: \(try watchLog(name))") }
            try #require(process.isRunning)
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    func watchLog(_ name: String) throws -> String { try Files.text(folder.appending("\(name).log")) }

    /// Starts one process of each stage.
    func startStages() async throws -> [ManagedProcess] {
        var stages: [ManagedProcess] = []
        for stage in Programs.stages {
            let log = folder.appending("\(stage).log")
            stages.append(
                try await ManagedProcess.start(
                    Programs.directory.appending(stage),
                    environment: .inherit.updating(["RABBITMQ_URL": brokerURL, "DATABASE_URL": databaseURL]),
                    output: .file(log), error: .file(log)))
        }
        return stages
    }

    func waitUntilSubmitted(_ count: Int) async throws {
        while try await sql("SELECT count(submitted_at) FROM etl.sources") != "\(count)" {
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    func waitUntilComplete(_ count: Int) async throws {
        while try await statuses() != Array(repeating: "complete", count: count) {
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    /// Makes the server end all sessions in the database and accept no more, as during an outage; or accept them again.
    func refuseSessions(_ refusing: Bool) async throws {
        let name = databaseURL.split(separator: "/").last.map(String.init) ?? ""
        let server = try await TestServers.shared.postgres
        try await server.psql(database: "postgres", "ALTER DATABASE \(name) ALLOW_CONNECTIONS \(!refusing)")
        guard refusing else { return }
        try await server.psql(
            database: "postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(name)'")
    }
}
