import Foundation
import LocalServers
import Logging
import Measuring
import Postgres
import Subprocess

/// The private servers, the same ones for every measurement.
struct TestBed: Sendable {
    static let (broker, database) = ("broker", "database")

    let workshop: Workshop
    private let rabbitMQ: LocalRabbitMQ
    private let postgres: LocalPostgres
    /// The environment variables with the servers' addresses.
    let environment: Environment

    /// Starts the servers, creates the tables, and stops the servers when `body` returns.
    static func with<Value>(_ workshop: Workshop, _ body: (TestBed) async throws -> Value) async throws -> Value {
        var logger = Logger(label: "bench")
        logger.logLevel = .warning
        print("starting private servers")
        let servers = try await LocalServers.start(in: try .throwaway(), logger: logger)
        let result: Result<Value, any Error>
        do {
            let bed = try TestBed(servers, workshop)
            try await bed.migrate()
            result = .success(try await body(bed))
        } catch {
            result = .failure(error)
        }
        await servers.stop()
        return try result.get()
    }

    private init(_ servers: LocalServers, _ workshop: Workshop) throws {
        guard let rabbitMQ = servers.rabbitMQ, let postgres = servers.postgres else {
            throw BenchError("a server is missing")
        }
        self.workshop = workshop
        self.rabbitMQ = rabbitMQ
        self.postgres = postgres
        var variables: [Environment.Key: String?] = ["RABBITMQ_URL": rabbitMQ.url, "DATABASE_URL": postgres.url]
        for (name, value) in try PostgresConfiguration.environment(for: postgres.url) {
            variables[Environment.Key(stringLiteral: name)] = value
        }
        environment = .inherit.updating(variables)
    }

    /// The top process of each server.
    var servers: [String: Int32] { [Self.broker: rabbitMQ.pid, Self.database: postgres.pid] }

    /// Runs SQL; returns the rows.
    @discardableResult
    func psql(_ sql: String) async throws -> String { try await postgres.psql(sql) }

    private func migrate() async throws {
        try await Program(path: workshop.program("etl"), arguments: ["migrate"]).run(on: self, log: "migrate")
    }

    /// Stores rows as an earlier load has left them.
    func store(_ sql: String) async throws {
        try await psql(sql)
        try await psql("VACUUM ANALYZE tokens, token_transfers")
        try await flush()
    }

    /// Empties all tables and flushes everything to disk, so that all turns start alike.
    func reset() async throws {
        try await psql("DROP TABLE IF EXISTS staging")
        try await psql("TRUNCATE tokens, token_transfers, etl.rejects, etl.sources CASCADE")
        try await flush()
    }

    /// Empties the ledger only, and flushes everything to disk.
    func forget() async throws {
        try await psql("TRUNCATE etl.rejects, etl.sources CASCADE")
        try await flush()
    }

    private func flush() async throws {
        try await psql("CHECKPOINT")
        sync()
    }

    /// The number of transfers in the table, and a sum over their content that does not depend on their order or their origins.
    func content() async throws -> String {
        try await psql(
            """
            SELECT count(*), coalesce(sum(hashtextextended(row(block_number, log_index, transaction_hash, token_address, \
            from_address, to_address, value, block_timestamp, block_hash)::text, 0)), 0) FROM token_transfers
            """)
    }
}
