import Actions
import Ledger
import Postgres
import Synchronization
import TestSupport
import Testing

/// What becomes of an act whose log takes no more results.
@Suite struct LostLogTests {
    private struct Done: ActionOutcome {
        let words: String
    }

    private let entry = Actor(name: "ana", knownBy: .login, address: "127.0.0.1").entry(
        "sources retire", "3f9a 4b00", subjects: ["3f9a", "4b00"])

    private func withDatabase(
        _ body: @escaping @Sendable (PostgresConfiguration, PostgresConnection, PostgresConnection) async throws -> Void
    ) async throws {
        try await TestServers.shared.withDatabase { url in
            let configuration = PostgresConfiguration(url: url, applicationName: "tests")
            let log = try await PostgresConnection.connect(configuration)
            let reader = try await PostgresConnection.connect(configuration)
            try await Migrator.migrate(on: log)
            try await body(configuration, log, reader)
            await log.close()
            await reader.close()
        }
    }

    private func newest(_ reader: PostgresConnection) async throws -> (LoggedAction, [ActionResult]) {
        let action = try #require(try await ActionTable.actions(limit: 1, on: reader).first)
        return (action, try await ActionTable.results(of: action.number, limit: 99, on: reader))
    }

    @Test func nothingMoreIsDoneOnceTheLogTakesNoResults() async throws {
        try await withDatabase { configuration, log, reader in
            let process = try #require(try await log.query("SELECT pg_backend_pid()").first?.int(0))
            let reconnect: @Sendable () async throws -> PostgresConnection = { try await .connect(configuration) }
            await #expect(throws: CancellationError.self) {
                _ = try await ActionLog.perform(entry, on: log, reconnect: reconnect) { notes -> Done in
                    _ = try await reader.query("SELECT pg_terminate_backend($1::integer)", [.integer(Int64(process))])
                    notes.note("3f9a", .done, "retired")
                    try await Task.sleep(for: .seconds(60))
                    return Done(words: "")
                }
            }
            let (action, results) = try await newest(reader)
            #expect(action.outcome == "partly" && results.map(\.subject) == ["3f9a"])
            #expect(action.detail == "interrupted, because the log of actions took no more results")
        }
    }

    @Test func nothingIsDoneForLongWhileTheLogHangs() async throws {
        try await withDatabase { _, log, reader in
            let isCancelled = Mutex(false)
            let act = Task {
                try await ActionLog.perform(entry, on: log) { notes -> Done in
                    try await reader.execute("BEGIN; LOCK TABLE etl.action_results")
                    notes.note("3f9a", .done, "retired")
                    while !Task.isCancelled { try? await Task.sleep(for: .milliseconds(50)) }
                    isCancelled.withLock { $0 = true }
                    try Task.checkCancellation()
                    return Done(words: "")
                }
            }
            for _ in 0..<600 where !isCancelled.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(50)) }
            #expect(isCancelled.withLock { $0 }, "it goes on")
            try await reader.execute("ROLLBACK")
            await #expect(throws: CancellationError.self) { _ = try await act.value }
            let (action, results) = try await newest(reader)
            #expect(action.detail?.contains("took no more results") == true && results.map(\.subject) == ["3f9a"])
        }
    }
}
