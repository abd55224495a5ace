import Foundation
import SampleData
import SystemPackage
import TestSupport
import Testing

@testable import LocalServers

/// A folder, a database and a virtual host of one test, with `etl` working on them.
struct Workspace: Sendable {
    let folder: FilePath
    let brokerURL: String
    let databaseURL: String

    var state: FilePath { folder.appending("state") }

    /// Gives `body` a workspace on the shared servers, and removes it afterwards; no process of it is left.
    static func with(_ body: @Sendable (Workspace) async throws -> Void) async throws {
        let state = try StateDirectory.throwaway()
        let outcome = await Result {
            try await TestServers.shared.withDatabase { database in
                try await TestServers.shared.withVirtualHost { broker in
                    try await body(Workspace(folder: state.path, brokerURL: broker, databaseURL: database))
                }
            }
        }
        #expect(try await leftProcesses(of: state.path).isEmpty)
        try FileManager.default.removeItem(atPath: state.path.string)
        try outcome.get()
    }

    /// Runs `etl` on the shared servers. Its output must not contain a password.
    func etl(_ arguments: [String], environment: [String: String] = [:]) async throws -> Outcome {
        try await bareETL(arguments + servers, environment: environment)
    }

    /// Runs `etl` with only these arguments.
    func bareETL(_ arguments: [String], environment: [String: String] = [:]) async throws -> Outcome {
        let outcome = try await Programs.run(
            Programs.directory.appending("etl"), arguments, environment: environment, in: folder)
        try expectNoSecret(outcome.everything)
        return outcome
    }

    /// Runs `etl run`, and sends it a signal once the ledger has more than `batches` batches.
    func interruptedRun(
        _ arguments: [String], with signal: Interruption, afterBatches batches: Int
    ) async throws -> Outcome {
        let outcome = try await Programs.interrupt(
            Programs.directory.appending("etl"), ["run"] + arguments, with: signal.signal,
            log: folder.appending("interrupted.log")
        ) {
            let ledger = "SELECT to_regclass('etl.batches') IS NOT NULL"
            while try await sql(ledger) != "t" { try await Task.sleep(for: .milliseconds(50)) }
            while try await loadedBatches() <= batches { try await Task.sleep(for: .milliseconds(20)) }
        }
        try expectNoSecret(outcome.everything)
        return outcome
    }

    var servers: [String] { ["--broker", brokerURL, "--database", databaseURL] }

    func loadedBatches() async throws -> Int {
        Int(try await sql("SELECT count(*) FROM etl.batches")) ?? 0
    }

    @discardableResult
    func sql(_ statement: String) async throws -> String {
        let name = databaseURL.split(separator: "/").last.map(String.init) ?? ""
        return try await TestServers.shared.postgres.psql(database: name, statement)
    }

    /// Generates a sample in a folder of the workspace: tokens first.
    func sample(_ name: String, _ options: SampleOptions) throws -> [FilePath] {
        let directory = folder.appending(name)
        try FileManager.default.createDirectory(atPath: directory.string, withIntermediateDirectories: true)
        return try SampleGenerator.write(options, to: directory.string).map { FilePath($0.path) }
    }

    /// The differences between the database and an independent reader of the files.
    func differences(from files: [FilePath]) async throws -> String {
        try await Reference.differences(databaseURL, from: files, scratch: folder)
    }

    private func expectNoSecret(_ text: String) throws {
        let kept = ["postgres/password", "rabbitmq/password"].compactMap { try? Files.text(state.appending($0)) }
        let given = [brokerURL, databaseURL].compactMap { URLComponents(string: $0)?.password }
        #expect(given.count == 2)
        let logs = try Files.all(below: state.appending("logs")).map { try Files.text($0) }
        for secret in given + kept.map({ $0.trimmingCharacters(in: .whitespacesAndNewlines) }) {
            for text in [text] + logs { #expect(!text.contains(secret), "a password was shown") }
        }
    }

    /// Processes of this build, and servers in `folder`, that are still running after ten seconds.
    private static func leftProcesses(of folder: FilePath) async throws -> [Int32] {
        let programs = (Programs.stages + ["etl"]).map { Programs.directory.appending($0).string }
        let deadline = ContinuousClock.now + .seconds(10)
        while true {
            let left = ProcessTable.processIDs.filter { pid in
                ProcessTable.arguments(of: pid).contains { programs.contains($0) || $0.hasPrefix(folder.string) }
            }
            if left.isEmpty || ContinuousClock.now > deadline { return left }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}

extension Result where Failure == any Error {
    /// Records the result of an asynchronous body.
    init(_ body: () async throws -> Success) async {
        do {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}
