import ETLModels
import Ledger
import Postgres
import Testing

@Suite(.ownDatabase) struct ChainTests {
    private let polygon = ChainID(137)

    private func submit(on connection: PostgresConnection) async throws {
        try await connection.execute(
            """
            INSERT INTO etl.sources (source_id, uri, kind, format, bytes, modified_at, batch_records)
            VALUES ('00000000-0000-8000-8000-000000000001', '/a.csv', 'tokens', 'csv', 1, now(), 1000)
            """)
    }

    @Test func isEthereumsUnlessAnotherIsRecorded() async throws {
        let connection = try await OwnDatabase.migrated()
        #expect(try await ChainTable.chain(on: connection) == .ethereum)
        try await ChainTable.record(nil, on: connection)
        #expect(try await connection.query("SELECT chain_id FROM etl.chain").map { $0.int(0) } == [1])
    }

    @Test func anEmptyDatabaseTakesAnotherChain() async throws {
        let connection = try await OwnDatabase.migrated()
        try await ChainTable.record(nil, on: connection)
        try await ChainTable.record(polygon, on: connection)
        #expect(try await ChainTable.chain(on: connection) == polygon)
        try await ChainTable.record(nil, on: connection)
        #expect(try await ChainTable.chain(on: connection) == polygon)
        #expect(try await connection.query("SELECT 1 FROM etl.chain").count == 1)
    }

    @Test func aDatabaseWithSourcesKeepsItsChain() async throws {
        let connection = try await OwnDatabase.migrated()
        try await ChainTable.record(polygon, on: connection)
        try await submit(on: connection)
        try await ChainTable.record(polygon, on: connection)
        try await ChainTable.record(nil, on: connection)
        let error = await #expect(throws: PostgresError.self) { try await ChainTable.record(.ethereum, on: connection) }
        #expect(error?.fault == .configuration)
        #expect(error?.description.contains("the database holds records of chain 137, not of chain 1") == true)
        #expect(error?.description.contains("Create another database for chain 1") == true)
        #expect(try await ChainTable.chain(on: connection) == polygon)
    }

    @Test(arguments: [
        #"INSERT INTO tokens (address) VALUES ('\x01')"#,
        #"""
        INSERT INTO token_transfers (block_number, log_index, transaction_hash, token_address, value)
        VALUES (1, 0, '\xaa', '\x01', 1)
        """#,
    ])
    func aDatabaseWithRecordsKeepsItsChain(_ insert: String) async throws {
        let connection = try await OwnDatabase.migrated()
        try await ChainTable.record(nil, on: connection)
        try await connection.execute(insert)
        let polygon = polygon
        await #expect(throws: PostgresError.self) { try await ChainTable.record(polygon, on: connection) }
    }

    /// It was filled by a program that knew no chains: nobody has said yet which it is.
    @Test func anOlderDatabaseTakesAnyChainOnce() async throws {
        let connection = try await OwnDatabase.migrated()
        try await submit(on: connection)
        try await ChainTable.record(polygon, on: connection)
        #expect(try await ChainTable.chain(on: connection) == polygon)
        await #expect(throws: PostgresError.self) { try await ChainTable.record(.ethereum, on: connection) }
    }
}
