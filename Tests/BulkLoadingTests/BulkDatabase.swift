import ETLModels
import Ledger
import Postgres
import Synchronization
import TestSupport

@testable import BulkLoading

/// A migrated database with a source of transfers, which are stored as loaders would.
struct BulkDatabase: Sendable {
    let url: String
    let connection: PostgresConnection

    static func with(_ body: @Sendable (BulkDatabase) async throws -> Void) async throws {
        try await TestServers.shared.withDatabase { url in
            let connection = try await PostgresConnection.connect(
                PostgresConfiguration(url: url, applicationName: "tests"))
            try await Migrator.migrate(on: connection)
            try await body(BulkDatabase(url: url, connection: connection))
            await connection.close()
        }
    }

    func connect(_ settings: String = "") async throws -> PostgresConnection {
        let session = try await PostgresConnection.connect(PostgresConfiguration(url: url, applicationName: "bulk"))
        try await session.execute(settings)
        return session
    }

    /// Stores the same transfers several times, each time as a batch of one source.
    func store(rows: Int, times: Int) async throws {
        try await connection.execute(
            """
            INSERT INTO etl.sources (source_id, uri, kind, format, bytes, modified_at, batch_records)
            VALUES ('00000000-0000-8000-8000-000000000001', '/a.csv', 'token_transfers', 'csv', 1, now(), 1000);
            INSERT INTO etl.batches (source_id, sequence, records, loaded, duplicates, rejected, repaired, checksum, is_last,
                source_bytes, first_record)
            SELECT source_id, sequence, \(rows), \(rows), 0, 0, 0, 0, false, 1, sequence * \(rows) + 1
            FROM etl.sources, generate_series(0, \(times - 1)) AS sequence;
            INSERT INTO token_transfers (block_number, log_index, transaction_hash, token_address, value, origin)
            SELECT row, 0, '\\x01', '\\x02', 1, (number::bigint << 36) + sequence * \(rows) + row
            FROM etl.sources, generate_series(0, \(times - 1)) AS sequence, generate_series(1, \(rows)) AS row
            """)
    }

    /// Ends the phase with sessions of these settings.
    @discardableResult
    func finish(settings: String = "") async throws -> [BulkEvent] {
        let events = Events()
        try await Bulk.finish(.tokenTransfers, connect: { try await connect(settings) }) { events.add($0) }
        return events.all
    }

    /// Whether an end waits for a lock of the table.
    func waits() async throws -> Bool {
        let question = """
            SELECT 1 FROM pg_stat_activity
            WHERE application_name = 'bulk' AND wait_event_type = 'Lock' AND query LIKE 'CREATE UNIQUE INDEX%'
            """
        return try await !connection.query(question).isEmpty
    }

    /// Waits until an end has built the key and waits for a reader.
    func untilAReaderIsWaitedFor() async throws {
        let question = """
            SELECT 1 FROM pg_stat_activity
            WHERE application_name = 'bulk' AND wait_event_type = 'Lock' AND query LIKE '%LOCK TABLE%'
            """
        while try await connection.query(question).isEmpty { try await Task.sleep(for: .milliseconds(20)) }
    }

    /// The indexes of transfers.
    func indexes() async throws -> [String] {
        try await connection.query(
            "SELECT indexrelid::regclass::text AS name FROM pg_index WHERE indrelid = 'token_transfers'::regclass ORDER BY name"
        ).compactMap { $0.string(0) }
    }

    /// `rows loaded duplicates rejected`.
    func counts() async throws -> String {
        try await connection.query(
            """
            SELECT format('%s %s %s %s', (SELECT count(*) FROM token_transfers), sum(loaded), sum(duplicates), sum(rejected))
            FROM etl.batches
            """
        ).first?.string(0) ?? ""
    }
}

/// The events of an operation.
private final class Events: Sendable {
    private let events = Mutex<[BulkEvent]>([])

    var all: [BulkEvent] { events.withLock { $0 } }

    func add(_ event: BulkEvent) { events.withLock { $0.append(event) } }
}
