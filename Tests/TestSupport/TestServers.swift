package import LocalServers
import Logging

/// The private servers that the integration tests of one process share; each starts on first use.
///
/// Their data is throwaway, and they end with the process for any reason.
package actor TestServers {
    package static let shared = TestServers()

    private var starts = Starts()
    private var names = 0

    private struct Starts {
        var rabbitMQ: Task<LocalRabbitMQ, any Error>?
        var postgres: Task<LocalPostgres, any Error>?
    }

    private init() {}

    /// The shared server, for tests that leave it as they found it.
    package var postgres: LocalPostgres {
        get async throws {
            let start = starts.postgres ?? Task { try await Self.dedicatedPostgres() }
            starts.postgres = start
            return try await start.value
        }
    }

    /// The shared broker, for tests that leave it as they found it.
    package var rabbitMQ: LocalRabbitMQ {
        get async throws {
            let start = starts.rabbitMQ ?? Task { try await Self.dedicatedRabbitMQ() }
            starts.rabbitMQ = start
            return try await start.value
        }
    }

    /// A test's own server, to stop, kill or pause; it ends with its last reference, or better by `stop()`.
    package static func dedicatedPostgres(tls: ServerTLS? = nil) async throws -> LocalPostgres {
        try await LocalPostgres.start(
            in: try .throwaway(), on: TestHosts.shared.postgres, tls: tls, logger: logger)
    }

    /// A test's own broker, to stop, kill or pause; it ends with its last reference, or better by `stop()`.
    ///
    /// - Parameters:
    ///   - management: whether the broker has the management plugin.
    ///   - tls: the settings for a TLS port beside the plain one.
    package static func dedicatedRabbitMQ(
        management: Bool = false, tls: ServerTLS? = nil
    ) async throws -> LocalRabbitMQ {
        try await LocalRabbitMQ.start(
            in: try .throwaway(), on: TestHosts.shared.rabbitMQ, management: management, tls: tls, logger: logger)
    }

    /// A test's own cluster of three brokers; they end with the last reference, or better by `stop()`.
    package static func dedicatedCluster() async throws -> LocalRabbitMQCluster {
        try await LocalRabbitMQCluster.start(
            in: try .throwaway(), on: TestHosts.shared.rabbitMQ, logger: logger)
    }

    /// Gives `body` the URL of a new, empty database. Drops the database afterwards, and ends the sessions that are
    /// still in it.
    package func withDatabase<Value: Sendable>(
        _ body: @Sendable (_ url: String) async throws -> Value
    ) async throws -> Value {
        let server = try await postgres
        let name = newName("test_")
        try await server.psql(database: "postgres", "CREATE DATABASE \(name)")
        return try await ended(by: { try await server.psql(database: "postgres", "DROP DATABASE \(name) WITH (FORCE)") }
        ) {
            try await body(server.url(database: name))
        }
    }

    /// Gives `body` the URL of a new virtual host, which stays as long as the broker. RabbitMQ 3.10 has hung when
    /// quorum queues were deleted and declared all the time.
    package func withVirtualHost<Value: Sendable>(
        _ body: @Sendable (_ url: String) async throws -> Value
    ) async throws -> Value {
        let server = try await rabbitMQ
        let name = newName("test-")
        try await server.addVirtualHost(name)
        do {
            return try await body(server.url(virtualHost: name))
        } catch {
            // A test that waited in vain has no other report of the broker's work.
            let words = ServerLog(path: server.logFile).lastLines(40)
            print("The broker of a failed test says:\n" + words.joined(separator: "\n"))
            throw error
        }
    }

    /// Runs `body`, then `cleanUp`, even if `body` throws; the error of `body` takes precedence.
    private func ended<Value: Sendable>(
        by cleanUp: () async throws -> some Any, _ body: () async throws -> Value
    ) async throws -> Value {
        let value: Value
        do {
            value = try await body()
        } catch {
            _ = try? await cleanUp()
            throw error
        }
        _ = try await cleanUp()
        return value
    }

    private func newName(_ prefix: String) -> String {
        names += 1
        return "\(prefix)\(names)"
    }

    private static let logger = {
        var logger = Logger(label: "test-servers")
        logger.logLevel = .warning
        return logger
    }()
}
