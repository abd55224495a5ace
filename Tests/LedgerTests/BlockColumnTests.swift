import ETLModels
import Postgres
import Testing

@testable import Ledger

@Suite(.ownDatabase) struct BlockColumnTests {
    @Test func batchesOfEarlierVersionsHaveNoBlocksAndTheLoaderMayWriteThoseOfNewOnes() async throws {
        let connection = try await OwnDatabase.migrated()
        // As an earlier version has left the database.
        try await connection.execute(
            """
            DROP TABLE etl.bulk_phases, etl.token_looks, etl.action_results, etl.actions;
            DROP FUNCTION etl.grant_roles();
            ALTER FUNCTION etl.grant_stages() RENAME TO grant_roles;
            DROP VIEW token_transfer_origins, token_origins;
            ALTER TABLE etl.batches DROP COLUMN least_block, DROP COLUMN greatest_block, DROP COLUMN first_record,
                DROP COLUMN replaced;
            ALTER TABLE etl.sources DROP COLUMN number, DROP COLUMN on_conflict, DROP COLUMN removed_at,
                DROP COLUMN forgotten_at, DROP COLUMN forgotten_blocks;
            ALTER TABLE token_transfers DROP COLUMN origin;
            ALTER TABLE tokens DROP COLUMN origin;
            DELETE FROM etl.migrations WHERE name > '0017'
            """)
        let source = SourceID(uri: "/a.csv", size: 1, modified: 0)
        try await connection.execute(
            """
            INSERT INTO etl.sources (source_id, uri, kind, format, bytes, modified_at, batch_records)
            VALUES ('\(source)', '/a.csv', 'token_transfers', 'csv', 1, now(), 1000);
            INSERT INTO etl.batches VALUES ('\(source)', 0, 1, 1, 0, 0, 0, 0, false, 1)
            """)
        #expect(try await Migrator.migrate(on: connection).count == 6)
        try await connection.execute("SET ROLE etl_loader")
        let entry = BatchEntry(
            id: BatchID(source: source, sequence: 1), firstRecord: 2,
            counts: BatchCounts(loaded: 2, duplicates: 0, rejected: 0),
            repaired: 0, skipped: 0, checksum: 1, isLast: true, sourceBytes: 1, blocks: 7...9)
        #expect(try await BatchTable.claim([entry], on: connection).ids == [entry.id])
        try await connection.execute("RESET ROLE")
        let rows = try await connection.query("SELECT least_block, greatest_block FROM etl.batches ORDER BY sequence")
        #expect(rows.map { $0.int64(0) } == [nil, 7])
        #expect(rows.map { $0.int64(1) } == [nil, 9])
    }

    @Test(arguments: ["3, NULL", "NULL, 3", "4, 3"]) func refusesBoundsThatAreNoRange(bounds: String) async throws {
        let connection = try await OwnDatabase.migrated()
        try await connection.execute(
            """
            INSERT INTO etl.sources (source_id, uri, kind, format, bytes, modified_at, batch_records)
            VALUES ('00000000-0000-8000-8000-000000000001', '/a.csv', 'tokens', 'csv', 1, now(), 1000)
            """)
        let error = await #expect(throws: PostgresError.self) {
            try await connection.execute(
                """
                INSERT INTO etl.batches (source_id, sequence, records, loaded, duplicates, rejected, repaired, checksum, is_last,
                    source_bytes, least_block, greatest_block)
                VALUES ('00000000-0000-8000-8000-000000000001', 0, 0, 0, 0, 0, 0, 0, true, 1, \(bounds))
                """)
        }
        #expect(error?.constraint == "batches_have_both_blocks_or_neither")
    }
}
