import Bus
import ETLModels
import Ledger
import Postgres
import TestData
import Testing

@testable import Loading

/// Of tokens, the row of a source that replaces others stays whatever its block is, and what it contradicts is kept.
@Suite struct TokenReplacementTests {
    private static let old = [
        token(1, symbol: "OLD", block: 9), token(2, symbol: "SAME", block: 1), token(3, block: 5),
    ]
    private static let new = [
        token(1, symbol: "NEW", block: 3), token(2, symbol: "SAME", block: 1), token(3, symbol: "MORE", block: 5),
    ]

    /// Loaded one after the other, the other way round, and together; compared in the loader, and merged by the database.
    @Test(arguments: [[[0], [1]], [[1], [0]], [[0, 1]]], [false, true])
    func whatIsReplacedBecomesARejectOfItsOwnSource(groups: [[Int]], isAlone: Bool) async throws {
        try await TestDatabase.with { database in
            let sources = [
                try await database.source(1, .tokens, columns: ["symbol", "address", "memo", "block_number"]),
                try await database.source(2, .tokens, replaces: true),
            ]
            for group in groups {
                try await database.load(
                    try group.map { try Draft(.tokens, sources[$0], [Self.old, Self.new][$0]).bytes() },
                    isAlone: isAlone)
            }
            #expect(try await database.rows(.tokens) == Self.new)
            #expect(try await database.ledger(of: sources[0]) == ["0: 3 = 0 + 2 + 1, 0"])
            #expect(try await database.ledger(of: sources[1]) == ["0: 3 = 3 + 0 + 0, 0"])
            #expect(try await database.rejects() == ["0/1 replaced - OLD,\(hexadecimal(1, bytes: 20)),,9"])
            let replaced = try await SourceTable.progress(of: sources, on: database.connection).map(\.replaced)
            #expect(replaced == [0, groups == [[0], [1]] ? 1 : 0])
        }
    }

    @Test func theTextOfWhatIsReplacedIsThatOfARejectedRecord() async throws {
        try await TestDatabase.with { database in
            let symbols = ["a,b", "\"q\"", " s ", "line\nline", "\r", "🦄'\\", "\u{FFFD}"]
            var rows = symbols.enumerated().map { token($0 + 1, symbol: $1, block: 7) }
            rows[0] = [
                hexadecimal(1, bytes: 20), "S", "name, \"n\"", "0", String(repeating: "9", count: 77),
                "1969-12-31 23:59:59.5+00", "8", hexadecimal(3, bytes: 32),
            ]
            let (first, second) = (try await database.source(1, .tokens), try await database.source(3, .tokens))
            let batch = try Draft(.tokens, first, rows).bytes()
            let new = try await database.source(2, .tokens, replaces: true)
            let other = try Draft(.tokens, new, rows.indices.map { token($0 + 1, symbol: "NEW") }).bytes()
            for bytes in [batch, other, try Draft(.tokens, second, rows).bytes()] { try await database.load([bytes]) }
            let found = try await database.connection.query(
                "SELECT source_id, raw FROM etl.rejects ORDER BY record_number")
            func texts(of source: SourceID) -> [String?] {
                found.filter { $0.string(0) == "\(source)" }.map { $0.string(1) }
            }
            #expect(texts(of: first).count == rows.count)
            #expect(texts(of: first) == texts(of: second))
        }
    }

    @Test(arguments: [false, true]) func aTokenCountsWhereItsRowCameFrom(isAlone: Bool) async throws {
        try await TestDatabase.with { database in
            let rows = [token(1, block: 5), token(1, block: 7), token(1, block: 6)]
            for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
                try await database.forgetAll()
                var sources: [SourceID] = []
                for number in 1...3 { sources.append(try await database.source(number, .tokens)) }
                for number in order {
                    try await database.load(
                        [try Draft(.tokens, sources[number], [rows[number]]).bytes()], isAlone: isAlone)
                }
                for (source, loaded) in zip(sources, [0, 1, 0]) {
                    #expect(try await database.ledger(of: source) == ["0: 1 = \(loaded) + \(1 - loaded) + 0, 0"])
                }
            }
        }
    }

    @Test(arguments: RecordKind.allCases)
    func aForgottenBatchIsRejectedBesideTheOneThatReplacesIt(kind: RecordKind) async throws {
        try await TestDatabase.with { database in
            let (first, second) = (
                try await database.source(1, kind), try await database.source(2, kind, replaces: true)
            )
            func rows(_ text: String) -> [Row] {
                kind == .tokens ? [token(1, symbol: text), token(2)] : [transfer(1, value: text), transfer(2)]
            }
            let batches = [try Draft(kind, first, rows("1")).bytes(), try Draft(kind, second, rows("2")).bytes()]
            try await database.load([batches[0]])
            try await database.connection.execute("DELETE FROM etl.batches")
            try await database.load(batches)
            let kept = kind == .tokens ? ["0: 2 = 0 + 1 + 1, 0"] : ["0: 2 = 1 + 0 + 1, 0"]
            #expect(try await database.ledger(of: first) == kept)
            #expect(try await database.rejects().map { $0.prefix(12) } == ["0/1 replaced"])
        }
    }

    @Test func aTokenThatAFileHasTwiceReplacesAsAWhole() async throws {
        try await TestDatabase.with { database in
            let first = try await database.source(1, .tokens)
            // Nothing of it has arrived, so what agrees is taken over.
            _ = try await database.source(2, .tokens, replaces: true)
            let new = try await database.source(3, .tokens, replaces: true)
            let rows = [token(1, symbol: "A", block: 1), token(1, block: 2)]
            try await database.load([try Draft(.tokens, first, [token(1, symbol: "OLD", block: 9)]).bytes()])
            try await database.load([try Draft(.tokens, new, rows).bytes()])
            #expect(try await database.rows(.tokens) == [rows[1]])
            #expect(try await database.ledger(of: new) == ["0: 2 = 1 + 1 + 0, 0"])
            #expect(try await database.rejects().map { $0.prefix(12) } == ["0/1 replaced"])
        }
    }

    @Test func batchesThatLoseRowsAreLockedInTheirOrder() async throws {
        try await TestDatabase.with { database in
            let source = try await database.source(1, .tokens)
            let count = 30 as UInt32
            let old = try (0..<count).map { try Draft(.tokens, source, $0, [token(Int($0) + 1, block: 1)]).bytes() }
            for batch in old { try await database.load([batch]) }
            let blocker = try await TestDatabase.connect(database.url)
            try await blocker.execute("BEGIN; SELECT FROM etl.batches WHERE sequence = 0 FOR UPDATE")
            let rows = (0..<count).map { token(Int($0) + 1, block: 2) }
            let new = try Draft(.tokens, source, count, rows).bytes()
            let load = Task { await database.loader().load([new]) }
            try await database.untilALoaderWaits()
            let free = try await database.connection.query("SELECT FROM etl.batches FOR UPDATE SKIP LOCKED")
            #expect(free.count == Int(count) - 1, "it waits for the first, and has no other")
            try await blocker.execute("ROLLBACK")
            #expect(await load.value.map(\.?.description) == [nil])
            await blocker.close()
        }
    }

    /// The table is the same, with the records that its rows came from. So is what each batch has loaded, as the ledger is true.
    @Test(arguments: [2, 4], [31, 32, 33] as [UInt64])
    func endsAlikeInEveryOrderOfDelivery(sources count: Int, seed: UInt64) async throws {
        try await TestDatabase.with { database in
            var random = SeededGenerator(seed)
            var batches: [[UInt8]] = []
            for number in 0..<count {
                let id = try await database.source(number + 1, .tokens, replaces: number > 0)
                for sequence in 0..<3 as Range<UInt32> {
                    let keys = (1..<25).shuffled(using: &random).prefix(Int.random(in: 1...15, using: &random))
                    let rows = keys.map { key in
                        token(key, symbol: "\(number) \(sequence)", block: Int.random(in: 1...9, using: &random))
                    }
                    var draft = Draft(.tokens, id, sequence, rows)
                    draft.isLast = sequence == 2
                    batches.append(try draft.bytes())
                }
            }
            var seen: Set<[String]> = []
            for turn in 0..<5 {
                try await database.forgetAll()
                var rest = batches.shuffled(using: &random)
                rest += rest.prefix(3)
                while !rest.isEmpty {
                    let group = Array(rest.prefix(Int.random(in: 1...4, using: &random)))
                    rest.removeFirst(group.count)
                    try await database.load(group, isAlone: turn == 4)
                }
                try await database.expectTrueLedger()
                seen.insert(try await database.origins(of: .tokens))
            }
            #expect(seen.count == 1)
        }
    }
}

extension TestDatabase {
    /// Loads batches in a group.
    fileprivate func load(_ group: [[UInt8]], isAlone: Bool = false) async throws {
        var settlement = KeySettlement(turns: WriteTurns(connections: 1))
        if isAlone {
            let isRetried = settlement.retries(after: .database(PostgresError(sqlState: .deadlock, message: "")))
            #expect(isRetried)
        }
        #expect(await loader(settlement: settlement).load(group).map(\.?.reason).compactMap { $0 } == [])
    }

    /// Forgets all rows and batches.
    fileprivate func forgetAll() async throws {
        try await connection.execute(
            "TRUNCATE tokens, etl.rejects, etl.batches; UPDATE etl.sources SET batches = NULL")
    }
}
