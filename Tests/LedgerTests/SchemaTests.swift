import Ledger
import Postgres
import Testing

@Suite(.privatePostgres) struct SchemaTests {
    @Test func describesEveryTableAndViewColumn() async throws {
        let connection = try await migrated()
        let rows = try await connection.query(
            """
            SELECT class.relname FROM pg_class class JOIN pg_namespace namespace ON namespace.oid = relnamespace
            WHERE nspname IN ('public', 'etl') AND relkind IN ('r', 'v') AND relname <> 'migrations'
                AND obj_description(class.oid) IS NULL
            """)
        #expect(rows.isEmpty)
    }

    @Test func joinsTransfersWithTheirTokens() async throws {
        let connection = try await migrated()
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

    private func migrated() async throws -> PostgresConnection {
        let connection = try await PrivatePostgres.current().freshConnection()
        try await Migrator.migrate(on: connection)
        return connection
    }
}
