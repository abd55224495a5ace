import Bus
import ETLModels
import Ledger
import Postgres
import TestData
import Testing

@testable import Loading

/// Many loaders of two processes store tokens with the same keys at once, while sessions end, batches come again, and a source is removed:
/// the same rows remain as if one had stored them, each counts where it came from, and nothing is lost that a source contradicts.
@Suite(.timeLimit(.minutes(5))) struct TokenStormTests {
    @Test(arguments: 1...6 as ClosedRange<UInt64>) func endsAsIfOneLoaderHadStoredAll(seed: UInt64) async throws {
        try await TestDatabase.with { database in
            var random = SeededGenerator(seed)
            let exports = try await TokenExports(database, using: &random)
            let removal = seed % 3 == 0 ? try await database.removal(of: exports.sources[0].id, windowRows: 9) : nil
            let pauses = (0..<Int(seed % 2) * 5).map { _ in Double.random(in: 0.01...0.15, using: &random) }
            let loads = exports.deal(to: 5, using: &random)
            try await withThrowingTaskGroup { tasks in
                let processes = [WriteTurns(connections: 6), WriteTurns(connections: 4)]
                for (number, groups) in loads.enumerated() {
                    tasks.addTask { await Self.load(groups, processes[number < 3 ? 0 : 1], database) }
                }
                tasks.addTask { try await Self.endSomeLoaders(pauses, database) }
                if var removal {
                    tasks.addTask {
                        let remover = try await TestDatabase.connect(database.url)
                        try await removal.run(on: remover)
                        await remover.close()
                    }
                }
                try await tasks.waitForAll()
            }
            // The ledger may have forgotten some.
            if removal != nil { await Self.load([exports.batches], WriteTurns(connections: 1), database) }
            try await exports.expect(in: database, without: removal == nil ? nil : exports.sources[0].number)
        }
    }

    private static func load(_ groups: [[[UInt8]]], _ turns: WriteTurns, _ database: TestDatabase) async {
        let loader = database.loader(settlement: KeySettlement(turns: turns))
        for group in groups {
            #expect(await loader.loadAtLast(group).compactMap { $0?.description } == [])
        }
    }

    private static func endSomeLoaders(_ pauses: [Double], _ database: TestDatabase) async throws {
        let killer = try await TestDatabase.connect(database.url)
        for (number, pause) in pauses.enumerated() {
            try await killer.execute(
                """
                SELECT pg_sleep(\(pause));
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND application_name = 'loader' AND pid % 2 = \(number % 2)
                """)
        }
        await killer.close()
    }
}

/// Batches of sources of tokens, which have the same tokens near each other, and of transfers.
private struct TokenExports: Sendable {
    struct Source: Sendable {
        let id: SourceID
        let number: Int
        /// That of its records; 0 if it keeps what is stored.
        let rank: Int
    }

    struct Record: Sendable, Hashable {
        let source: Int
        let rank: Int
        let number: Int
        let row: Row

        func isHigher(than other: Record) -> Bool {
            func block(_ row: Row) -> Int { row[6].flatMap { Int($0) } ?? -1 }
            // Symbols have one width: the order of texts is that of numbers.
            return (rank, block(row), row[1] ?? "") > (other.rank, block(other.row), other.row[1] ?? "")
        }
    }

    private(set) var sources: [Source] = []
    private(set) var batches: [[UInt8]] = []
    private(set) var records: [Record] = []
    /// Whether each record has a symbol of its own. Otherwise one may be a duplicate of another.
    private let areDistinct: Bool

    init(_ database: TestDatabase, using random: inout SeededGenerator) async throws {
        areDistinct = Bool.random(using: &random)
        let replace = Bool.random(using: &random)
        for number in 1...Int.random(in: 2...4, using: &random) {
            let replaces = replace && Bool.random(using: &random)
            let id = try await database.source(number, .tokens, replaces: replaces)
            sources.append(Source(id: id, number: number, rank: replaces ? number : 0))
        }
        for source in sources { try addTokens(of: source, using: &random) }
        for number in 8...9 {
            let id = try await database.source(number, replaces: number == 9 && replace)
            for sequence in 0..<5 as Range<UInt32> {
                let rows = (1...9).map { transfer(Int(sequence) + $0, value: "\($0 % 4 == 0 ? number : $0)") }
                batches.append(try Draft(.tokenTransfers, id, sequence, rows).bytes())
            }
        }
    }

    private mutating func addTokens(of source: Source, using random: inout SeededGenerator) throws {
        let (count, size) = (Int.random(in: 5...30, using: &random), Int.random(in: 2...40, using: &random))
        for sequence in 0..<count {
            let first = sequence * 1000 + 1
            let rows = (0..<size).map { place in
                let key = sequence * size / 3 + Int.random(in: 0...size * 2, using: &random) + 1
                let block: Int? = Int.random(in: 1...6, using: &random) + sequence / 2
                guard !areDistinct, Bool.random(using: &random) else {
                    return token(key, symbol: "\(100_000 * source.number + first + place)", block: block)
                }
                let symbol = [nil, "111111", "999999"].randomElement(using: &random) ?? nil
                return token(key, symbol: symbol, block: Bool.random(using: &random) ? block : nil)
            }
            for (place, row) in rows.enumerated() {
                records.append(Record(source: source.number, rank: source.rank, number: first + place, row: row))
            }
            var draft = Draft(.tokens, source.id, UInt32(sequence), firstRecord: UInt64(first), rows)
            draft.isLast = sequence == count - 1
            batches.append(try draft.bytes())
        }
    }

    /// Deals batches to loaders in groups, some of them twice: in the order of the sources, or in any.
    func deal(to loaders: Int, using random: inout SeededGenerator) -> [[[[UInt8]]]] {
        var order = batches
        if Bool.random(using: &random) { order.shuffle(using: &random) }
        for _ in 0..<order.count / 4 {
            let place = Int.random(in: 0..<order.count, using: &random)
            order.insert(order[place], at: min(order.count, place + Int.random(in: 0...8, using: &random)))
        }
        var dealt: [[[[UInt8]]]] = Array(repeating: [], count: loaders)
        while !order.isEmpty {
            let group = Array(order.prefix(Int.random(in: 1...8, using: &random)))
            order.removeFirst(group.count)
            dealt[Int.random(in: 0..<loaders, using: &random)].append(group)
        }
        return dealt
    }

    func expect(in database: TestDatabase, without removed: Int?) async throws {
        let keys = Dictionary(grouping: records.filter { $0.source != removed }) { $0.row[0] ?? "" }
        let winners = keys.sorted { $0.key < $1.key }.compactMap { key in key.value.max { $1.isHigher(than: $0) } }
        #expect(try await database.rows(.tokens) == winners.map(\.row))
        try await expectTrueCounts(in: database)
        let rejects = Set(
            try await database.connection.query(
                "SELECT number, record_number FROM etl.rejects JOIN etl.sources USING (source_id) WHERE kind = 'tokens'"
            ).map { [$0.int(0) ?? 0, $0.int(1) ?? 0] })
        for (key, rows) in keys {
            let best = rows.map(\.rank).max()
            for same in Dictionary(grouping: rows, by: \.rank).values {
                let rejected = same.filter { rejects.contains([$0.source, $0.number]) }
                if same[0].rank == best {
                    #expect(rejected == [], "nothing contradicts the records of the highest rank: \(key)")
                } else if areDistinct, removed == nil, let highest = same.max(by: { $1.isHigher(than: $0) }) {
                    #expect(rejected.contains(highest))
                }
            }
        }
    }

    private func expectTrueCounts(in database: TestDatabase) async throws {
        let wrong = try await database.connection.query(
            """
            SELECT source_id, sequence FROM etl.batches AS batch JOIN etl.sources AS source USING (source_id)
            LEFT JOIN tokens AS token ON (origin >> 36) & ((1 << 26) - 1) = number
                AND origin & ((1::bigint << 36) - 1) BETWEEN first_record AND first_record + records + skipped - 1
            WHERE kind = 'tokens' GROUP BY source_id, sequence, loaded HAVING loaded <> count(token)
            """)
        #expect(wrong.isEmpty, "each loaded record is a row with its origin")
        let lost = try await database.connection.query(
            """
            SELECT FROM etl.rejects AS reject WHERE NOT EXISTS (SELECT FROM etl.batches AS batch
                WHERE (batch.source_id, batch.sequence) = (reject.source_id, reject.sequence))
            """)
        #expect(lost.isEmpty, "each reject is one of a batch")
    }
}
