import Actions
import Ledger
import Postgres
import TestSupport
import Testing

/// The log of actions, in a database of its own for each test.
enum LogBed {
    typealias Reconnect = @Sendable () async throws -> PostgresConnection

    /// What somebody is about to do to two sources.
    static let entry = Actor(name: "ana", knownBy: .login, address: "127.0.0.1").entry(
        "sources retire", "3f9a 4b00", subjects: ["3f9a", "4b00"])

    /// - Parameter body: receives the session of the log, another one, and what opens a third.
    static func with(
        _ body:
            @escaping @Sendable (
                _ log: PostgresConnection, _ reader: PostgresConnection, _ reconnect: @escaping Reconnect
            ) async throws -> Void
    ) async throws {
        try await TestServers.shared.withDatabase { url in
            let configuration = PostgresConfiguration(url: url, applicationName: "tests")
            let (log, reader) = (
                try await PostgresConnection.connect(configuration), try await PostgresConnection.connect(configuration)
            )
            try await Migrator.migrate(on: log)
            try await body(log, reader) { try await .connect(configuration) }
            await log.close()
            await reader.close()
        }
    }

    /// The newest action, and its results.
    static func newest(_ reader: PostgresConnection) async throws -> (LoggedAction, [ActionResult]) {
        let action = try #require(try await ActionTable.actions(limit: 1, on: reader).first)
        return (action, try await ActionTable.results(of: action.number, limit: 99, on: reader))
    }

    /// The process of a session in the server.
    static func process(of session: PostgresConnection) async throws -> Int64 {
        try #require(try await session.query("SELECT pg_backend_pid()").first?.int64(0))
    }

    /// Ends a session in the server.
    static func end(_ process: Int64, by reader: PostgresConnection) async throws {
        _ = try await reader.query("SELECT pg_terminate_backend($1::integer)", [.integer(process)])
    }
}

/// The end of an act, in words.
struct Done: ActionOutcome {
    let words: String
}
