import Bus
import ETLModels
import MetricsTestKit
import Postgres
import ServiceMetrics
import Testing

@testable import Loading

/// The loader's counters match the ledger.
@Suite struct LoadMetricsTests {
    private static func count(_ kept: TestMetrics, _ outcome: String, _ kind: RecordKind) -> Int64 {
        kept.counterTotal(label: "etl_records_total", dimensions: [("outcome", outcome), ("kind", kind.name)])
    }

    private static func batches(_ kept: TestMetrics, _ outcome: String) -> Int64 {
        kept.counterTotal(label: "etl_batches_total", dimensions: [("outcome", outcome)])
    }

    private static func commits(_ kept: TestMetrics) throws -> [Int64] {
        try kept.expectTimer("etl_commit_duration_seconds").values
    }

    /// The sums of the ledger: loaded, duplicates, rejected.
    private static func sums(_ database: TestDatabase, _ source: SourceID) async throws -> [Int64] {
        let row = try await database.connection.query(
            "SELECT sum(loaded), sum(duplicates), sum(rejected) FROM etl.batches WHERE source_id = $1",
            [.uuid(source.bytes)]
        ).first
        return (0..<3).compactMap { row?.int64($0) }
    }

    @Test func aBatchOfARemovedSourceIsCountedAsRemoved() async throws {
        try await TestDatabase.with { database in
            let source = try await database.source()
            try await database.connection.execute("UPDATE etl.sources SET removed_at = now()")
            let kept = TestMetrics()
            let loader = database.loader(StageMetrics(.load, factory: kept))
            let batch = try Draft(.tokenTransfers, source, [transfer(1)]).bytes()
            #expect(await loader.load([batch]).map(\.?.reason) == [nil])
            #expect(["removed", "done", "skipped"].map { Self.batches(kept, $0) } == [1, 0, 0])
        }
    }

    @Test func countsWhatTheLedgerHas() async throws {
        try await TestDatabase.with { database in
            let transfers = try await database.source(1)
            let tokens = try await database.source(2, .tokens)
            let kept = TestMetrics()
            let loader = database.loader(StageMetrics(.load, factory: kept))
            var first = Draft(.tokenTransfers, transfers, 0, [transfer(1), transfer(2)])
            first.entries.append(.reject(.missing, raw: "gone"))
            let second = Draft(
                .tokenTransfers, transfers, 1, firstRecord: 4,
                [transfer(2), transfer(1, value: "9"), transfer(3), transfer(4)])
            let third = Draft(.tokens, tokens, 0, [token(1), token(1, block: 2), token(2)])
            let group = try [first, second, third].map { try $0.bytes() }
            #expect(await loader.load(group).map(\.?.reason) == [nil, nil, nil])
            for (kind, source) in [(RecordKind.tokenTransfers, transfers), (.tokens, tokens)] {
                let counted = ["loaded", "duplicate", "rejected"].map { Self.count(kept, $0, kind) }
                #expect(try await Self.sums(database, source) == counted, "\(kind.name)")
            }
            #expect(Self.count(kept, "loaded", .tokenTransfers) == 4)
            #expect(Self.count(kept, "duplicate", .tokens) == 1)
            // The transformer has counted the reject in the batch; the loader has found the conflict.
            #expect(Self.count(kept, "rejected", .tokenTransfers) == 2)
            #expect(kept.counterTotal(label: "etl_rejects_total") == 1)
            #expect(kept.counterTotal(label: "etl_rejects_total", dimensions: [("reason", "conflict")]) == 1)
            #expect(Self.batches(kept, "done") == 3 && Self.batches(kept, "skipped") == 0)
            // The attempt with the duplicate was not committed.
            #expect(try Self.commits(kept).count == 1)
            #expect(try Self.commits(kept).allSatisfy { $0 > 0 })
            #expect(kept.counterTotal(label: "etl_bytes_sent_total") > 0)
        }
    }

    @Test(arguments: [RecordKind.tokens, .tokenTransfers])
    func countsARecordThatTakesThePlaceOfAnotherThatAgreesOnce(kind: RecordKind) async throws {
        try await TestDatabase.with { database in
            let sources = [
                try await database.source(1, kind),
                try await database.source(2, kind, replaces: kind == .tokenTransfers),
            ]
            let kept = TestMetrics()
            let loader = database.loader(StageMetrics(.load, factory: kept))
            for (number, source) in sources.enumerated() {
                let batch =
                    kind == .tokens
                    ? try Draft(.tokens, source, [token(1, block: number), token(2)]).bytes()
                    : try Draft(.tokenTransfers, source, [transfer(1), transfer(2)]).bytes()
                #expect(await loader.load([batch]).map(\.?.reason) == [nil])
            }
            var sums: [Int64] = [0, 0, 0]
            for source in sources { sums = zip(sums, try await Self.sums(database, source)).map { $0 + $1 } }
            #expect(sums == [2, 2, 0])
            #expect(["loaded", "duplicate", "rejected"].map { Self.count(kept, $0, kind) } == sums)
        }
    }

    @Test func countsBatchesThatAreInOnlyAsSkipped() async throws {
        try await TestDatabase.with { database in
            let source = try await database.source()
            let kept = TestMetrics()
            let loader = database.loader(StageMetrics(.load, factory: kept))
            let batch = try Draft(.tokenTransfers, source, [transfer(1)]).bytes()
            let next = try Draft(.tokenTransfers, source, 1, firstRecord: 2, [transfer(2)]).bytes()
            #expect(await loader.load([batch]).map(\.?.reason) == [nil])
            #expect(await loader.load([batch, next, next]).map(\.?.reason) == [nil, nil, nil])
            #expect(Self.count(kept, "loaded", .tokenTransfers) == 2)
            #expect(Self.batches(kept, "done") == 2 && Self.batches(kept, "skipped") == 2)
            #expect(kept.counterTotal(label: "etl_ledger_skips_total", dimensions: [("kind", "token_transfers")]) == 2)
            #expect(try Self.commits(kept).count == 2)
        }
    }

    @Test func countsNothingThatIsNotCommitted() async throws {
        try await TestDatabase.with { database in
            let source = try await database.source()
            let kept = TestMetrics()
            let loader = database.loader(StageMetrics(.load, factory: kept))
            let blocker = try await TestDatabase.connect(database.url)
            try await blocker.execute("BEGIN; LOCK TABLE token_transfers IN EXCLUSIVE MODE")
            let batch = try Draft(.tokenTransfers, source, [transfer(1)]).bytes()
            let load = Task { await loader.load([batch]) }
            try await database.untilALoaderWaits()
            try await database.endLoaders()
            #expect(await load.value.map(\.?.fault) == [.infrastructure])
            #expect(kept.counterTotal(label: "etl_records_total") == 0)
            #expect(Self.batches(kept, "done") == 0)
            #expect(try Self.commits(kept).isEmpty)
            try await blocker.execute("ROLLBACK")
            #expect(await loader.load([batch]).map(\.?.reason) == [nil])
            #expect(Self.count(kept, "loaded", .tokenTransfers) == 1)
            #expect(try Self.commits(kept).count == 1)
            await blocker.close()
        }
    }

    @Test func countsTheNeighboursOfABadBatchOnce() async throws {
        try await TestDatabase.with { database in
            let source = try await database.source()
            let kept = TestMetrics()
            let loader = database.loader(StageMetrics(.load, factory: kept))
            try await database.connection.execute(
                "ALTER TABLE token_transfers ADD CONSTRAINT below_nine CHECK (block_number < 9)")
            let group = try (0..<3).map { number in
                let row = transfer(number == 1 ? 9 : number)
                return try Draft(.tokenTransfers, source, UInt32(number), firstRecord: UInt64(number + 1), [row])
                    .bytes()
            }
            let outcomes = await loader.load(group)
            #expect(outcomes.map { $0 == nil } == [true, false, true])
            #expect(Self.count(kept, "loaded", .tokenTransfers) == 2)
            #expect(Self.batches(kept, "done") == 2)
            #expect(try Self.commits(kept).count == 2)
        }
    }
}
