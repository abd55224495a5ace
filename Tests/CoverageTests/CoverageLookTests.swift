import DisplayText
import ETLModels
import Foundation
import Ledger
import Postgres
import TestSupport
import Testing

@testable import Coverage

/// The look at a database, as a member of `etl_reader`.
@Suite struct CoverageLookTests {
    /// Gives `body` a database with tables, and runs it with the rights of readers.
    private func withDatabase(
        filledBy statements: String, _ body: @Sendable (PostgresConnection) async throws -> Void
    ) async throws {
        try await TestServers.shared.withDatabase { url in
            let connection = try await PostgresConnection.connect(
                PostgresConfiguration(url: url, applicationName: "tests"))
            try await Migrator.migrate(on: connection)
            try await connection.execute(statements + "; SET ROLE etl_reader")
            try await body(connection)
            await connection.close()
        }
    }

    private static func source(_ number: Int, _ uri: String, batches: Int?, kind: String = "token_transfers") -> String
    {
        """
        INSERT INTO etl.sources (source_id, uri, kind, format, bytes, modified_at, batch_records, batches, registered_at)
        VALUES ('00000000-0000-8000-8000-00000000000\(number)', '\(uri)', '\(kind)', 'csv', 1, now(), 1000,
            \(batches.map(String.init) ?? "NULL"), to_timestamp(\(number)));
        """
    }

    private static func batch(_ source: Int, _ sequence: Int, _ blocks: ClosedRange<Int>?, records: Int = 100) -> String
    {
        """
        INSERT INTO etl.batches (source_id, sequence, records, loaded, duplicates, rejected, repaired, checksum, is_last,
            source_bytes, least_block, greatest_block)
        VALUES ('00000000-0000-8000-8000-00000000000\(source)', \(sequence), \(records), \(records), 0, 0, 0, 0, false, 1,
            \(blocks.map { "\($0.lowerBound), \($0.upperBound)" } ?? "NULL, NULL"));
        """
    }

    private static func transfers(_ blocks: ClosedRange<Int>, each: Int = 1) -> String {
        """
        INSERT INTO token_transfers (block_number, log_index, transaction_hash, token_address, value, block_timestamp)
        SELECT block, log_index, '', '', 0, to_timestamp(block * 864)
        FROM generate_series(\(blocks.lowerBound), \(blocks.upperBound)) AS block, generate_series(1, \(each)) AS log_index;
        """
    }

    @Test func tellsLoadedScannedAndMissingBlocks() async throws {
        let statements =
            Self.source(1, "/a.csv", batches: 4) + Self.batch(1, 0, 100...150) + Self.batch(1, 1, nil, records: 0)
            + Self.batch(1, 2, 155...199) + Self.batch(1, 3, 190...210)
            + Self.source(2, "/start_block=300/end_block=399/b.csv", batches: 1) + Self.batch(2, 0, 320...339)
            + Self.source(3, "/c__500_to_599.csv", batches: 2) + Self.batch(3, 0, 500...520)
            + Self.transfers(100...150) + Self.transfers(155...210) + Self.transfers(320...339)
            + Self.transfers(500...520)
        try await withDatabase(filledBy: statements) { connection in
            let report = try await CoverageRequest().look(on: connection)
            // Blocks 151 to 154 lie between two batches of one file, and are too few to count as a gap.
            #expect(
                report.loaded.map { [$0.from, $0.to, $0.blocks] } == [
                    [100, 210, 111], [320, 339, 20], [500, 520, 21],
                ])
            #expect(report.scanned.map { [$0.from, $0.to] } == [[300, 319], [340, 399]])
            #expect(report.gaps.map(\.from) == [0, 211, 400, 521])
            #expect(report.gaps.map(\.to) == [99, 299, 499, nil])
            #expect(report.gaps.map(\.blocks) == [100, 89, 100, nil])
            #expect(report.gaps.map { $0.declaredBy.count } == [0, 0, 0, 1])
            #expect([report.oldestBlock, report.newestBlock, report.from, report.to] == [100, 520, 100, 599])
            #expect(report.newestBlockAt == Format.moment(520 * 864))
            #expect(report.records == 148 && !report.recordsAreEstimated && report.shortestRun == 1)
            #expect(report.sources.map(\.isScanned) == [false, true, false])
            #expect(report.sources.map(\.leastBlock) == [100, 320, 500])
            #expect(report.density.reduce(0) { $0 + $1.gapBlocks } == 89 + 100 + 79)
            #expect(report.notes.isEmpty && report.batchesWithoutBlocks == 0)
        }
    }

    @Test func aMissingBatchIsAGap() async throws {
        let statements =
            Self.source(1, "/a.csv", batches: nil) + Self.batch(1, 0, 100...109) + Self.batch(1, 2, 115...119)
            + Self.transfers(100...109) + Self.transfers(115...119)
        try await withDatabase(filledBy: statements) { connection in
            let report = try await CoverageRequest(from: 100, to: 119).look(on: connection)
            #expect(report.gaps.map { [$0.from, $0.to] } == [[110, 114]])
            #expect(report.gaps.first?.within == ["00000000-0000-8000-8000-000000000001"])
        }
    }

    @Test func oldBatchesAreSeenInTheTable() async throws {
        let statements =
            Self.source(1, "/a.csv", batches: 1) + Self.batch(1, 0, nil) + Self.transfers(100...199)
            + Self.transfers(300...399)
        try await withDatabase(filledBy: statements) { connection in
            let report = try await CoverageRequest().look(on: connection)
            #expect(report.loaded.map(\.from) == [100, 300])
            #expect(report.batchesWithoutBlocks == 1)
            #expect(report.notes.count == 1 && report.notes[0].contains("has no blocks of 1 batch"))
        }
    }

    @Test func findsBlocksAndDaysWithFewRecords() async throws {
        // A hundred blocks are a day.
        let statements =
            Self.source(1, "/a.csv", batches: 1) + Self.batch(1, 0, 0...1999, records: 8000)
            + Self.transfers(0...999, each: 4) + Self.transfers(1000...1099) + Self.transfers(1100...1999, each: 4)
        try await withDatabase(filledBy: statements) { connection in
            let report = try await CoverageRequest(from: 0, to: 1999).look(on: connection)
            #expect(report.sparseDays?.map(\.day) == ["1970-01-11"])
            #expect(report.sparseDays?.first?.records == 100 && report.sparseDays?.first?.expected == 400)
            let wide = try await CoverageRequest(from: 900, to: 1199).look(on: connection)
            #expect(wide.records == 900)
            #expect(wide.sparseDays == [])
        }
    }

    @Test func nothingLoadedIsOneGapWithoutEnd() async throws {
        try await withDatabase(filledBy: "SELECT 1") { connection in
            for kind in RecordKind.allCases {
                let report = try await CoverageRequest(kind: kind).look(on: connection)
                #expect(report.gaps.map(\.from) == [0] && report.gaps.map(\.to) == [nil])
                #expect(report.newestBlock == nil && report.from == nil && report.density.isEmpty)
            }
            let bounded = try await CoverageRequest(from: 10, to: 20).look(on: connection)
            #expect(bounded.gaps.map { [$0.from, $0.to] } == [[10, 20]])
        }
    }

    @Test func tokensMayHaveNoBlock() async throws {
        let statements =
            Self.source(1, "/t.csv", batches: 1, kind: "tokens") + Self.batch(1, 0, 50...60, records: 3)
            + "INSERT INTO tokens (address, block_number) VALUES ('\\x01', 50), ('\\x02', 60), ('\\x03', NULL)"
        try await withDatabase(filledBy: statements) { connection in
            let report = try await CoverageRequest(kind: .tokens).look(on: connection)
            #expect(report.recordsWithoutBlock == 1 && report.records == 2)
            #expect(report.loaded.map { [$0.from, $0.to] } == [[50, 60]])
            #expect(try await CoverageRequest().look(on: connection).recordsWithoutBlock == nil)
        }
    }

    @Test func aTableWithoutItsKeyIsReportedByTheLedger() async throws {
        let statements =
            Self.source(1, "/a.csv", batches: 1) + Self.batch(1, 0, 100...150) + Self.source(2, "/b.csv", batches: 1)
            + Self.batch(2, 0, 300...399) + """
                INSERT INTO etl.bulk_phases (kind, started_by, was_empty, indexes, other_indexes)
                VALUES ('token_transfers', 'run', true, '{}', '{}')
                """
        try await withDatabase(filledBy: statements) { connection in
            let report = try await CoverageRequest().look(on: connection)
            #expect(report.loaded.map { [$0.from, $0.to] } == [[100, 150], [300, 399]])
            #expect(report.gaps.map(\.from) == [0, 151, 400])
            #expect(report.notes.contains { $0.contains("etl bulk finish") })
        }
    }

    @Test func everyKeyOfTheJSONIsAlwaysThere() async throws {
        try await withDatabase(filledBy: "SELECT 1") { connection in
            let text = try JSONOutput.document(try await CoverageRequest().look(on: connection))
            let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
            #expect(
                object.keys.sorted() == [
                    "batches_without_blocks", "density", "from", "gaps", "kind", "loaded", "newest_block",
                    "newest_block_at", "notes", "oldest_block", "records", "records_are_estimated",
                    "records_without_block", "scanned", "shortest_run", "sources", "sparse_blocks", "sparse_days", "to",
                ])
            let gap = try #require((object["gaps"] as? [[String: Any]])?.first)
            #expect(gap.keys.sorted() == ["blocks", "declared_by", "from", "to", "within"])
        }
    }
}
