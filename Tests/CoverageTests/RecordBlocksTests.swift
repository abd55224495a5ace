import ETLModels
import Ledger
import Postgres
import TestData
import TestSupport
import Testing

@testable import Coverage
@testable import RecordBlocks

/// Questions to the tables of a database of the test's own, compared with a plain count.
@Suite struct RecordBlocksTests {
    private func withDatabase(_ body: @Sendable (PostgresConnection) async throws -> Void) async throws {
        try await TestServers.shared.withDatabase { url in
            let connection = try await PostgresConnection.connect(
                PostgresConfiguration(url: url, applicationName: "tests"))
            try await Migrator.migrate(on: connection)
            try await body(connection)
            await connection.close()
        }
    }

    private func insert(_ blocks: [Int64], _ kind: RecordKind, on connection: PostgresConnection) async throws {
        let list = "'{\(blocks.map(String.init).joined(separator: ","))}'::bigint[]"
        let statement =
            switch kind {
            case .tokenTransfers:
                """
                INSERT INTO token_transfers (block_number, log_index, transaction_hash, token_address, value, block_timestamp)
                SELECT block, place, '', '', 0, to_timestamp(least(block, 1000000000)) FROM unnest(\(list)) WITH ORDINALITY AS all_blocks (block, place)
                """
            case .tokens:
                """
                INSERT INTO tokens (address, block_number)
                SELECT place::text::bytea, block FROM unnest(\(list)) WITH ORDINALITY AS all_blocks (block, place)
                """
            }
        try await connection.execute(statement)
    }

    private func holes(
        of blocks: Set<Int64>, atLeast length: Int64, in range: ClosedRange<Int64>
    ) -> [ClosedRange<Int64>] {
        let all = blocks.sorted()
        let holes = zip(all, all.dropFirst()).filter { $1 - $0 > length }.map { $0 + 1...$1 - 1 }
        return holes.filter { $0.overlaps(range) }
    }

    @Test(arguments: RecordKind.allCases) func findsAllRunsOfBlocksWithoutRecords(kind: RecordKind) async throws {
        try await withDatabase { connection in
            let table = try #require(RecordBlocks(kind))
            #expect(table.isKey == (kind == .tokenTransfers))
            #expect(try await table.holes(of: 1, in: 0...Int64.max, on: connection).isEmpty)
            #expect(try await table.extent(on: connection) == nil)
            var generator = SeededGenerator(UInt64(kind.rawValue))
            let blocks = (0..<300).map { _ in
                Int64.random(in: 0...2, using: &generator) * 1000 + Int64.random(in: 0...200, using: &generator)
            }
            try await insert(blocks, kind, on: connection)
            for _ in 0..<40 {
                let low = Int64.random(in: 0...2300, using: &generator)
                let range = low...Int64.random(in: low...2400, using: &generator)
                let length = Int64.random(in: 1...30, using: &generator)
                let found = try await table.holes(of: length, in: range, on: connection)
                #expect(found == holes(of: Set(blocks), atLeast: length, in: range), "\(length) in \(range)")
                let counts = try await table.counts(by: length, in: range, on: connection).records
                let naive = Dictionary(
                    grouping: blocks.filter(range.contains), by: { Int(($0 - low) / length) }
                ).mapValues(\.count)
                #expect(counts == naive)
                #expect(try await table.sampledCounts(by: length, in: range, on: connection).records == naive)
            }
            let extent = try await table.extent(on: connection)
            #expect(extent?.blocks == (try #require(blocks.min()))...(try #require(blocks.max())))
        }
    }

    @Test func goesUpToTheGreatestNumber() async throws {
        try await withDatabase { connection in
            let table = try #require(RecordBlocks(.tokenTransfers))
            try await insert([5, Int64.max - 1, Int64.max], .tokenTransfers, on: connection)
            let length = Int64.max / 10_000
            let found = try await table.holes(of: length, in: 0...Int64.max, on: connection)
            #expect(found == [6...Int64.max - 2])
            let report = try await CoverageRequest().look(on: connection)
            #expect(report.newestBlock == Int64.max)
        }
    }

    @Test func countsTheDays() async throws {
        try await withDatabase { connection in
            try await insert([0, 86_399, 86_400, 400_000], .tokenTransfers, on: connection)
            let table = try #require(RecordBlocks(.tokenTransfers))
            #expect(try await table.days(in: 1...500_000, on: connection) == [0: 1, 1: 1, 4: 1])
        }
    }

    @Test func aStatementThatTakesTooLongIsEndedAndWritesAreRefused() async throws {
        try await withDatabase { connection in
            let slow = try await RecordBlocks.within(seconds: 1, on: connection) { connection throws(PostgresError) in
                try connection.query("SELECT pg_sleep(60)").count
            }
            #expect(slow == nil)
            let error = await #expect(throws: PostgresError.self) {
                _ = try await RecordBlocks.within(seconds: 1, on: connection) { connection throws(PostgresError) in
                    try connection.execute("DELETE FROM tokens")
                }
            }
            #expect(error?.sqlState == .readOnlyTransaction)
            #expect(try await connection.query("SHOW statement_timeout").first?.string(0) == "0")
        }
    }
}
