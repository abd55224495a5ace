package import LocalServers
import Logging

/// The private servers that the integration tests of one process share; each starts when a test first asks for it.
///
/// Their data is throwaway, and they end with the process, however that ends.
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

    /// A server of the test's own, to stop, kill or pause; it ends when the last reference goes, better by `stop()`.
    package static func dedicatedPostgres(tls: ServerTLS? = nil) async throws -> LocalPostgres {
        try await LocalPostgres.start(in: try .throwaway(), tls: tls, logger: logger)
    }

    /// A broker of the test's own, to stop, kill or pause; it ends when the last reference goes, better by `stop()`.
    ///
    /// - Parameters:
    ///   - management: whether with the management plugin.
    ///   - tls: what it listens with for TLS as well.
    package static func dedicatedRabbitMQ(
        management: Bool = false, tls: ServerTLS? = nil
    ) async throws -> LocalRabbitMQ {
        try await LocalRabbitMQ.start(in: try .throwaway(), management: management, tls: tls, logger: logger)
    }

    /// Three brokers of the test's own that are one cluster; they end when the last reference goes, better by `stop()`.
    package static func dedicatedCluster() async throws -> LocalRabbitMQCluster {
        try await LocalRabbitMQCluster.start(in: try .throwaway(), logger: logger)
    }

    /// Gives `body` the URL of a new, empty database, and drops that afterwards, with the sessions that are still in
    /// it.
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

    /// Gives `body` the URL of a new virtual host. It stays as long as the broker: RabbitMQ 3.10 has got stuck over
    /// quorum queues that are deleted and declared all the time.
    package func withVirtualHost<Value: Sendable>(
        _ body: @Sendable (_ url: String) async throws -> Value
    ) async throws -> Value {
        let server = try await rabbitMQ
        let name = newName("test-")
        try await server.addVirtualHost(name)
        do {
            return try await body(server.url(virtualHost: name))
        } catch {
            // A test that waited in vain ends with no other word of what the broker was doing.
            let words = ServerLog(path: server.logFile).lastLines(40)
            print("The broker of a failed test says:\n" + words.joined(separator: "\n"))
            throw error
        }
    }

    /// Runs `body`, then `cleanUp`, also when `body` throws; the error of `body` is the one that counts.
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
