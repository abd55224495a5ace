import Bus
import ETLModels
import Ledger
import Postgres
import TestData
import Testing

@testable import Loading

/// The loader decides about tokens as the database does that merges them: about rows, counts and rejects.
@Suite struct TokenAgreementTests {
    private static let texts = [
        "a", "A", "b", " a", "é", "e\u{301}", "\u{7F}", "\u{80}", "\u{FFFD}", "a\u{FFFD}", "\u{10FFFF}", "🦄", "\"q\",",
        "\\x", "a\nb",
        String(repeating: "n", count: 5000), String(repeating: "n", count: 5001),
        String(repeating: "n", count: 4999) + "o",
    ]
    private static let amounts = [
        "0", "1", "9999", "10000", "10001", "99990000", "100000000", "1" + String(repeating: "0", count: 76),
        "1" + String(repeating: "0", count: 75) + "1", "9" + String(repeating: "0", count: 76),
        "115792089237316195423570985008687907853269984665640564039457584007913129639935",
    ]
    private static let times = [
        "0001-01-01 00:00:00+00", "1969-12-31 23:59:59.999999+00", "2000-01-01 00:00:00+00",
        "2000-01-01 00:00:00.000001+00",
    ]

    @Test(arguments: 1...4 as ClosedRange<UInt64>) func thatOfTheLoaderIsThatOfTheDatabase(seed: UInt64) async throws {
        try await TestDatabase.with { database in
            var random = SeededGenerator(seed)
            var ids: [SourceID] = []
            for number in 1...4 {
                ids.append(try await database.source(number, .tokens, replaces: seed % 4 > 0 && number % 2 == 0))
            }
            func batch(_ sequence: UInt32) throws -> [UInt8] {
                let rows = (0..<40).map { _ in Self.row(using: &random) }
                return try Draft(.tokens, ids[Int(sequence) % 4], sequence, rows).bytes()
            }
            let old = try (0..<6).map { try batch($0) }
            #expect(await database.loader().loadAtLast(old).compactMap { $0?.description } == [])
            if seed == 4 {
                try await database.connection.execute(
                    "UPDATE tokens SET origin = NULL WHERE get_byte(address, 19) % 5 = 0")
            }
            for round in 0..<3 as Range<UInt32> {
                let new = try (0..<4).map { try LoadBatch(batch(10 + 4 * round + $0)) }
                let compared = try await database.connection.decide(about: new, merging: false)
                let merged = try await database.connection.decide(about: new, merging: true)
                #expect(compared == merged)
            }
        }
    }

    private static func row(using random: inout SeededGenerator) -> Row {
        func pick(_ texts: [String]) -> String? {
            Int.random(in: 0..<3, using: &random) == 0 ? nil : texts.randomElement(using: &random)
        }
        return [
            hexadecimal(Int.random(in: 1...60, using: &random), bytes: 20), pick(texts), pick(texts), pick(amounts),
            pick(amounts),
            pick(times), pick(["0", "1", "256", "9223372036854775807"]),
            pick([hexadecimal(1, bytes: 32), hexadecimal(256, bytes: 32)]),
        ]
    }
}

extension PostgresConnection {
    /// Stores batches and rolls back: the outcomes, rows, counts and rejects in between.
    fileprivate func decide(about batches: [LoadBatch], merging: Bool) throws -> [[String]] {
        try execute("BEGIN")
        let sources = try SourceTable.holdForLoading(batches.map(\.id.source), on: self)
        let known = batches.map { batch in
            var batch = batch
            if let source = sources[batch.id.source] { batch.source = source }
            return batch
        }
        let store = GroupStore(known, .tokens)
        let outcomes: [BatchOutcome]
        if merging {
            outcomes = try store.mergeAll(byHighest: "block_number", on: self)
        } else {
            let rows = try #require(try EncodedRows(known, .tokens))
            var (group, search) = (GroupRows(rows, RecordKind.tokens.schema), KeySearch())
            try search.run(&group, of: .tokens, nil, all: true, on: self)
            outcomes = try store.store(group, on: self)
        }
        func texts(_ query: String) throws -> [String] { try self.query(query).compactMap { $0.string(0) } }
        let state = try [
            texts("SELECT tokens::text FROM tokens ORDER BY address"),
            texts(
                "SELECT format('%s %s %s %s', sequence, loaded, duplicates, rejected) FROM etl.batches ORDER BY sequence"
            ),
            texts("SELECT reject::text FROM etl.rejects AS reject ORDER BY source_id, record_number"),
        ]
        try execute("ROLLBACK")
        return [outcomes.map { "\($0)" }] + state
    }
}
