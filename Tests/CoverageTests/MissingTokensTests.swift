import Ledger
import Postgres
import RecordBlocks
import TestSupport
import Testing

@Suite struct MissingTokensTests {
    @Test func onlyContractsThatTheTableLacksAreMissing() async throws {
        try await TestServers.shared.withDatabase { url in
            let connection = try await PostgresConnection.connect(
                PostgresConfiguration(url: url, applicationName: "tests"))
            try await Migrator.migrate(on: connection)
            try await connection.execute(
                """
                INSERT INTO token_transfers (block_number, log_index, transaction_hash, token_address, value)
                SELECT block, place, '', decode(lpad(to_hex(block % 4 * 16 + place), 40, '0'), 'hex'), 0
                FROM generate_series(0, 19) AS block, generate_series(0, 2) AS place;
                INSERT INTO tokens (address) VALUES (decode(lpad('11', 40, '0'), 'hex')), (decode(lpad('ff', 40, '0'), 'hex'))
                """)
            func missing(_ blocks: ClosedRange<Int64>) async throws -> [String] {
                try await MissingTokens.addresses(in: blocks, on: connection).map { String($0.drop { $0 == "0" }) }
            }
            #expect(try await missing(5...6) == ["10", "12", "20", "21", "22"])
            #expect(try await missing(1...19).count == 11)
            #expect(try await missing(20...99).isEmpty)
            let some = ["20", "11", "10"].map { String(repeating: "0", count: 38) + $0 }
            #expect(try await MissingTokens.addresses(among: some, on: connection) == [some[2], some[0]])
            await connection.close()
        }
    }
}
