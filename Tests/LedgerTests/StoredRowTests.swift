import ETLModels
import Ledger
import Postgres
import Testing

/// The place that a stored row came from.
@Suite(.ownDatabase) struct StoredRowTests {
    private let id = SourceID(uri: "/a.csv", size: 1, modified: 0)
    private let key = RowKey.transfer(block: 7, logIndex: 3)

    /// A source whose second batch has the records 11 to 20, one of them skipped, and a transfer with an origin.
    private func loaded(record: UInt64?, replaces: Bool = false) async throws -> PostgresConnection {
        let connection = try await OwnDatabase.migrated()
        let entry = SourceEntry(
            id: id, uri: "/a.csv", kind: .tokenTransfers, format: "csv, gzip", columns: [], bytes: 1, modified: 0,
            batchRecords: 10)
        _ = try await SourceTable.register([entry], on: connection)
        try await connection.execute(
            """
            INSERT INTO etl.batches (source_id, sequence, records, loaded, duplicates, rejected, repaired, skipped, checksum, is_last,
                source_bytes, first_record, loaded_at)
            VALUES ('\(id)', 0, 10, 10, 0, 0, 0, 0, 0, false, 1, 1, '2026-01-01 00:00:00Z'),
                ('\(id)', 1, 9, 9, 0, 0, 0, 1, 0, false, 1, 11, '2026-01-01 00:00:01.9Z')
            """)
        let number = try await connection.query("SELECT number FROM etl.sources").first?.int(0)
        let origin = try record.map {
            RecordOrigin(source: UInt32(try #require(number)), record: $0, replaces: replaces).rawValue
        }
        try await connection.execute(
            """
            INSERT INTO token_transfers (block_number, log_index, transaction_hash, token_address, value, origin)
            VALUES (7, 3, '', '', 1, \(origin.map(String.init) ?? "NULL"));
            INSERT INTO tokens (address, origin) VALUES ('\\x0000000000000000000000000000000000000000', \(origin.map(String.init) ?? "NULL"))
            """)
        return connection
    }

    @Test(arguments: [(1, 0), (10, 0), (11, 1), (20, 1)], [false, true])
    func leadsToItsRecordAndBatch(place: (record: UInt64, batch: Int), replaces: Bool) async throws {
        let connection = try await loaded(record: place.record, replaces: replaces)
        for key in [key, .token(.absent)] {
            let origin = try #require(try await StoredRow.find(key, on: connection)?.origin)
            #expect(origin.source == id && origin.uri == "/a.csv" && origin.format == "csv, gzip")
            #expect(origin.record == Int64(place.record) && origin.sequence == place.batch)
            #expect(origin.loadedAt == 1_767_225_600 + place.batch)
        }
    }

    @Test func mayBeOfABatchThatTheLedgerDoesNotHave() async throws {
        let connection = try await loaded(record: 21)
        let origin = try #require(try await StoredRow.find(key, on: connection)?.origin)
        #expect(origin.record == 21 && origin.sequence == nil && origin.loadedAt == nil)
    }

    @Test func isUnknownOfARowOfAnEarlierVersion() async throws {
        let connection = try await loaded(record: nil)
        #expect(try await StoredRow.find(key, on: connection) == StoredRow(key: key, origin: nil))
    }

    @Test func isNothingWithoutARow() async throws {
        let connection = try await loaded(record: 1)
        #expect(try await StoredRow.find(.transfer(block: 7, logIndex: 4), on: connection) == nil)
    }
}
