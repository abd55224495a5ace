import Ledger
import Postgres
import Testing

@Suite(.ownDatabase) struct SchemaTests {
    @Test func describesEveryTableAndViewColumn() async throws {
        let connection = try await OwnDatabase.migrated()
        let rows = try await connection.query(
            """
            SELECT class.relname FROM pg_class class JOIN pg_namespace namespace ON namespace.oid = relnamespace
            WHERE nspname IN ('public', 'etl') AND relkind IN ('r', 'v') AND relname <> 'migrations'
                AND obj_description(class.oid) IS NULL
            """)
        #expect(rows.isEmpty)
    }

    /// This holds for a role with the name etl too, as in the tests, although the schema of that name comes first for
    /// it.
    @Test func keepsTheRecordsApartFromTheLedger() async throws {
        let connection = try await OwnDatabase.migrated()
        #expect(try await connection.query("SELECT current_user").first?.string(0) == "etl")
        let rows = try await connection.query(
            "SELECT DISTINCT schemaname FROM pg_tables WHERE tablename IN ('tokens', 'token_transfers')")
        #expect(rows.map { $0.string(0) } == ["public"])
    }

    @Test func joinsTransfersWithTheirTokens() async throws {
        let connection = try await OwnDatabase.migrated()
        try await connection.execute(
            #"""
            INSERT INTO tokens (address, symbol, decimals) VALUES ('\x01', 'WETH', 18), ('\x02', 'ODD', 1e70);
            INSERT INTO token_transfers (block_number, log_index, transaction_hash, token_address, value) VALUES
                (1, 0, '\xaa', '\x01', 1500000000000000001), (1, 1, '\xaa', '\x02', 5), (1, 2, '\xaa', '\x03', 5)
            """#)
        let rows = try await connection.query(
            "SELECT token_symbol, amount FROM token_transfers_with_tokens ORDER BY log_index")
        #expect(rows.map { $0.string(0) } == ["WETH", "ODD", nil])
        #expect(rows.map { $0.string(1) } == ["1.500000000000000001", nil, nil])
    }

    @Test func refusesABatchWhoseCountsDoNotAddUp() async throws {
        let connection = try await OwnDatabase.migrated()
        try await connection.execute(
            """
            INSERT INTO etl.sources (source_id, uri, kind, format, bytes, modified_at, batch_records)
            VALUES ('00000000-0000-8000-8000-000000000001', '/a.csv', 'tokens', 'csv', 1, now(), 1000)
            """)
        let insert = "INSERT INTO etl.batches VALUES ('00000000-0000-8000-8000-000000000001', 0, 3, 1, 1, "
        let error = await #expect(throws: PostgresError.self) {
            try await connection.execute(insert + "0, 0, 0, false, 1)")
        }
        #expect(error?.constraint == "batches_account_for_every_record")
        try await connection.execute(insert + "1, 0, 0, false, 1)")
    }
}
