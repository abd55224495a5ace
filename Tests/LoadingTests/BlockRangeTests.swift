import Bus
import ETLModels
import Postgres
import Testing

@testable import Loading

@Suite struct BlockRangeTests {
    @Test func readsTheLeastAndTheGreatestBlockOfABatch() throws {
        let source = SourceID(uri: "/a.csv", size: 1, modified: 0)
        func blocks(_ kind: RecordKind, _ rows: [Row]) throws -> ClosedRange<Int64>? {
            try LoadBatch(Draft(kind, source, rows).bytes()).blocks()
        }
        #expect(try blocks(.tokenTransfers, [transfer(7), transfer(3), transfer(3, 1), transfer(5)]) == 3...7)
        #expect(try blocks(.tokenTransfers, [transfer(0)]) == 0...0)
        #expect(try blocks(.tokenTransfers, [transfer(Int.max)]) == Int64.max...Int64.max)
        #expect(try blocks(.tokenTransfers, []) == nil)
        #expect(try blocks(.tokens, [token(1), token(2, symbol: "A", block: 9), token(3, block: 4)]) == 4...9)
        #expect(try blocks(.tokens, [token(1), token(2)]) == nil)
    }

    @Test func enterTheLedgerWithTheirBatches() async throws {
        try await TestDatabase.with { database in
            let transfers = try await database.source(1)
            let tokens = try await database.source(2, .tokens)
            var rejects = Draft(.tokenTransfers, transfers, 1, firstRecord: 3, [])
            rejects.entries = [.reject(.missing, raw: "3,")]
            let batches = try [
                Draft(.tokenTransfers, transfers, 0, [transfer(9), transfer(4)]), rejects,
                // One is stored with other content, one is a duplicate, and one is new.
                Draft(
                    .tokenTransfers, transfers, 2, firstRecord: 4, [transfer(9), transfer(4, value: "2"), transfer(6)]),
                Draft(.tokens, tokens, 0, [token(1), token(2, block: 5)]),
                Draft(.tokens, tokens, 1, firstRecord: 3, [token(3)]),
            ].map { try $0.bytes() }
            let loader = database.loader()
            for batch in batches { #expect(await loader.load([batch]).map(\.?.reason) == [nil]) }
            let stored = try await database.connection.query(
                "SELECT format('%s-%s', least_block, greatest_block) FROM etl.batches ORDER BY source_id = $1, sequence",
                [.uuid(tokens.bytes)])
            #expect(stored.compactMap { $0.string(0) } == ["4-9", "-", "4-9", "5-5", "-"])
        }
    }
}
