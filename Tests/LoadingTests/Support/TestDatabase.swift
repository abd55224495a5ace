import Bus
import ETLModels
import Ledger
import Logging
import Postgres
import ServiceMetrics
import TestSupport
import Testing

@testable import Loading

/// A test's own migrated database, and a connection for queries.
struct TestDatabase: Sendable {
    let url: String
    let connection: PostgresConnection

    private static let turnstile = Turnstile(places: 4)

    /// Runs a test, and then checks the ledger, whatever the test did.
    static func with(_ body: @Sendable (TestDatabase) async throws -> Void) async throws {
        try await withEmpty { url in
            let database = try await TestDatabase.migrated(url)
            try await body(database)
            try await database.expectTrueLedger()
            await database.connection.close()
        }
    }

    /// Runs a test with a database that is not migrated.
    static func withEmpty(_ body: @Sendable (_ url: String) async throws -> Void) async throws {
        await turnstile.enter()
        do {
            try await TestServers.shared.withDatabase(body)
        } catch {
            await turnstile.leave()
            throw error
        }
        await turnstile.leave()
    }

    static func migrated(_ url: String) async throws -> TestDatabase {
        let connection = try await connect(url)
        try await Migrator.migrate(on: connection)
        return TestDatabase(url: url, connection: connection)
    }

    static func connect(_ url: String) async throws -> PostgresConnection {
        let connection = try await PostgresConnection.connect(PostgresConfiguration(url: url, applicationName: "tests"))
        try await connection.execute("SET TimeZone = 'UTC'")
        return connection
    }

    /// A loader with a connection of its own.
    func loader(
        _ metrics: StageMetrics = StageMetrics(.load),
        settlement: KeySettlement = KeySettlement(turns: WriteTurns(connections: 1))
    ) -> LoadHandler {
        LoadHandler(
            configuration: PostgresConfiguration(url: url, applicationName: "loader"),
            settlement: settlement, metrics: LoadMetrics(metrics),
            logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Registers a source.
    func source(
        _ number: Int = 1, _ kind: RecordKind = .tokenTransfers, columns: [String] = [],
        replaces: Bool = false
    ) async throws -> SourceID {
        let id = SourceID(uri: "/exports/\(number).csv", size: Int64(number), modified: 0)
        _ = try await SourceTable.register(
            [
                SourceEntry(
                    id: id, uri: "/exports/\(number).csv", kind: kind, format: "csv", columns: columns, bytes: 1,
                    modified: 0, batchRecords: 1000, replaces: replaces)
            ], on: connection)
        return id
    }

    /// All rows of a kind's table, in the order of its key, as PostgreSQL writes them.
    func rows(_ kind: RecordKind) async throws -> [Row] {
        let columns = kind.schema.columns
        let expressions = columns.map { column in
            switch column.type {
            case .address, .hash: "'0x' || encode(\(column.name), 'hex')"
            default: column.name
            }
        }
        return try await connection.query(
            """
            SELECT \(expressions.joined(separator: ", ")) FROM \(kind.schema.table)
            ORDER BY \(kind.schema.key.joined(separator: ", "))
            """
        ).map { row in columns.indices.map { row.string($0) } }
    }

    /// The ledger, in order: `sequence: records = loaded + duplicates + rejected, repaired`.
    func ledger(of source: SourceID? = nil) async throws -> [String] {
        try await connection.query(
            """
            SELECT format('%s: %s = %s + %s + %s, %s', sequence, records, loaded, duplicates, rejected, repaired)
            FROM etl.batches WHERE $1::uuid IS NULL OR source_id = $1 ORDER BY source_id, sequence
            """, [source.map { .uuid($0.bytes) } ?? .null]
        ).compactMap { $0.string(0) }
    }

    /// The rejects, in order: `sequence/record_number reason field raw`.
    func rejects() async throws -> [String] {
        try await connection.query(
            """
            SELECT format('%s/%s %s %s %s', sequence, record_number, reason, coalesce(field, '-'), raw)
            FROM etl.rejects ORDER BY source_id, record_number
            """
        ).compactMap { $0.string(0) }
    }

    /// Ends the sessions of all loaders, and waits until they have ended.
    func endLoaders() async throws {
        try await connection.execute(
            """
            SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
            WHERE datname = current_database() AND application_name = 'loader'
            """)
    }

    /// Returns once a loader waits for a lock; fails after a minute.
    func untilALoaderWaits() async throws {
        try await untilALoader("wait_event_type = 'Lock'")
    }

    /// Returns once a loader's row of `pg_stat_activity` meets a condition; fails after a minute.
    func untilALoader(_ condition: String) async throws {
        let question = """
            SELECT 1 FROM pg_stat_activity
            WHERE datname = current_database() AND application_name = 'loader' AND \(condition)
            """
        for _ in 0..<6000 {
            guard try await connection.query(question).isEmpty else { return }
            try await connection.execute("SELECT pg_sleep(0.01)")
        }
        Issue.record("no loader has been seen: \(condition)")
    }

    /// Every record is in exactly one place, and the tables agree with the ledger.
    func expectTrueLedger() async throws {
        let wrong = try await connection.query(
            """
            SELECT sequence FROM etl.batches AS batch WHERE loaded + duplicates + rejected <> records OR rejected <> (
                SELECT count(*) FROM etl.rejects AS reject
                WHERE reject.source_id = batch.source_id AND reject.sequence = batch.sequence)
            """)
        #expect(wrong.isEmpty)
        let elsewhere = try await connection.query(
            """
            SELECT source_id, sequence FROM etl.batches AS batch JOIN etl.sources AS source USING (source_id)
            LEFT JOIN token_transfers AS transfer ON (origin >> 36) & ((1 << 26) - 1) = number
                AND origin & ((1::bigint << 36) - 1) BETWEEN first_record AND first_record + records + skipped - 1
            WHERE kind = 'token_transfers' AND first_record > 0 GROUP BY source_id, sequence, loaded HAVING loaded <> count(transfer)
            """)
        #expect(elsewhere.isEmpty, "each loaded record is a row with its origin")
        for kind in RecordKind.allCases {
            let sums = try await connection.query(
                """
                SELECT coalesce(sum(loaded), 0), (SELECT count(*) FROM \(kind.schema.table))
                FROM etl.batches JOIN etl.sources USING (source_id) WHERE kind = $1
                """, [.text(kind.name)])
            #expect(sums.first?.int(0) == sums.first?.int(1), "\(kind.name)")
        }
    }
}
