import Bus
import ETLModels
import Ledger
import Postgres
import TestData
import TestSupport
import Testing

@testable import Loading

/// Random overlapping sources, one of which is removed, with loads and interruptions between the steps: afterwards the database is as if it
/// had never seen the source, and at any time no record of a batch in the ledger is missing.
@Suite struct RemovalPropertyTests {
    @Test(arguments: RecordKind.allCases, Array(1...12) as [UInt64])
    func isAsIfTheSourceHadNeverBeen(kind: RecordKind, seed: UInt64) async throws {
        let exports = try RandomExports(kind, seed: seed)
        try await TestDatabase.with { database in
            var game = try await RemovalGame(exports, database, SeededGenerator(seed &* 977))
            try await game.play()
            try await database.expectTrueLedger()
            let (rows, sums, rejects) = (
                try await database.rows(kind), try await database.sums(), try await database.rejects()
            )
            try await database.connection.execute("TRUNCATE tokens, token_transfers, etl.rejects, etl.sources CASCADE")
            var other = try await RemovalGame(exports, database, SeededGenerator(seed &* 1999))
            try await other.loadOthers()
            #expect(try await database.rows(kind) == rows)
            #expect(rows == exports.expectedRows)
            // A record that lost to another source than the removed one may be a reject, or a duplicate of what lost with it.
            guard exports.replacing.subtracting([1]).isEmpty else { return }
            #expect(try await database.sums() == sums)
            #expect(try await database.rejects() == rejects)
        }
    }
}

/// The batches of a few sources of a kind. The first source is the one to remove: it contradicts the others now and then. In every second
/// game, some sources replace what contradicts them.
private struct RandomExports: Sendable {
    let kind: RecordKind
    private(set) var batches: [ExportBatch] = []
    let sources: ClosedRange<Int>
    let replacing: Set<Int>

    init(_ kind: RecordKind, seed: UInt64) throws {
        var random = SeededGenerator(seed)
        self.kind = kind
        sources = 1...Int.random(in: 2...5, using: &random)
        let replacing = Set(sources.filter { _ in seed % 2 == 0 && Bool.random(using: &random) })
        self.replacing = replacing
        for source in sources {
            let count = Int.random(in: 1...5, using: &random)
            let first = Int.random(in: 0..<40, using: &random)
            for sequence in 0..<count {
                let rows = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                    let key = first + sequence * 6 + Int.random(in: 0..<9, using: &random)
                    let isOdd =
                        replacing.contains(source)
                        ? key % (source + 1) == 0 : source == 1 && Bool.random(using: &random)
                    return Self.row(kind, key, odd: isOdd ? source : nil, &random)
                }
                let hasReject = Int.random(in: 0..<4, using: &random) == 0
                let isLast = sequence == count - 1
                batches.append(
                    ExportBatch(
                        source: source, sequence: UInt32(sequence), rows: rows, hasReject: hasReject, isLast: isLast))
            }
        }
    }

    private static func row(
        _ kind: RecordKind, _ key: Int, odd: Int?, _ random: inout SeededGenerator
    ) -> Row {
        switch kind {
        case .tokenTransfers: transfer(key / 2, key % 2, value: "\(odd.map { 900 + $0 } ?? key)")
        case .tokens:
            // Content of a block, so that others agree about it; only the source to remove, and those that replace, know odd blocks.
            token(key + 1, block: Int.random(in: 1...4, using: &random) * 2 + (odd == nil ? 0 : 1))
        }
    }

    /// The rows without the first source: of each key, one of the last source that replaces, or of any; of tokens, the highest of those.
    var expectedRows: [Row] {
        let keyColumns = kind.schema.key.count
        var best: [[Int]: (weight: (Int, Int), row: Row)] = [:]
        for batch in batches where batch.source != 1 {
            for row in batch.rows {
                let key =
                    kind == .tokens ? [Int(row[0]?.dropFirst(2) ?? "", radix: 16) ?? 0] : Self.numbers(row, keyColumns)
                let rank = replacing.contains(batch.source) ? batch.source : 0
                let weight = (rank, kind == .tokens ? Int((row[6] ?? nil) ?? "") ?? 0 : 0)
                if let other = best[key], other.weight >= weight { continue }
                best[key] = (weight, row)
            }
        }
        return best.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value.row)
    }

    private static func numbers(_ row: Row, _ count: Int) -> [Int] { row.prefix(count).map { Int($0 ?? "") ?? 0 } }
}

/// Loads the batches of exports into a database, and removes the first source in between.
private struct RemovalGame {
    private let exports: RandomExports
    private let database: TestDatabase
    private var random: SeededGenerator
    private var ids: [Int: SourceID] = [:]
    private var loader: LoadHandler

    init(_ exports: RandomExports, _ database: TestDatabase, _ random: SeededGenerator) async throws {
        (self.exports, self.database, self.random) = (exports, database, random)
        for source in exports.sources {
            ids[source] = try await database.source(
                source, exports.kind, replaces: exports.replacing.contains(source))
        }
        loader = database.loader()
    }

    /// Batches are loaded between the steps of the removal, and some for the first time after it.
    mutating func play() async throws {
        try await load(exports.batches.filter { _ in Int.random(in: 0..<5, using: &random) > 0 })
        let source = try #require(ids[1])
        var work = try await database.removal(
            of: source, windowRows: Int.random(in: 1...12, using: &random),
            batchesAtOnce: Int.random(in: 1...3, using: &random))
        while !work.isFinished {
            try await work.step(on: database.connection)
            try await expectNothingMissing()
            if Int.random(in: 0..<3, using: &random) == 0 {
                try await load((0..<3).compactMap { _ in exports.batches.randomElement(using: &random) })
                try await expectNothingMissing()
            }
            // Somebody kills the command, and starts it again.
            if Int.random(in: 0..<6, using: &random) == 0 { work = RemovalWork(work.removal) }
        }
        try await load(exports.batches)
        #expect(try await database.ledger(of: source) == [])
        // Once more changes nothing.
        var again = RemovalWork(work.removal)
        try await again.run(on: database.connection)
        #expect(again.rows == 0 && again.forgotten == 0)
    }

    mutating func loadOthers() async throws {
        try await load(exports.batches.filter { $0.source != 1 })
    }

    /// Loads batches in a random order and in random groups.
    private mutating func load(_ batches: [ExportBatch]) async throws {
        var rest = batches.shuffled(using: &random)[...]
        while !rest.isEmpty {
            let group = rest.prefix(Int.random(in: 1...4, using: &random))
            rest = rest.dropFirst(group.count)
            let bytes = try group.map { try $0.draft(exports.kind, try #require(ids[$0.source])).bytes() }
            #expect(await loader.loadAtLast(bytes).compactMap { $0 }.isEmpty)
        }
    }

    /// Expects a row for each key in the batches of the ledger.
    private func expectNothingMissing() async throws {
        let keyColumns = exports.kind.schema.key.count
        let stored = Set(try await database.rows(exports.kind).map { Array($0.prefix(keyColumns)) })
        let ledger = Set(
            try await database.connection.query("SELECT source_id || '/' || sequence FROM etl.batches").map {
                $0.string(0)
            })
        for batch in exports.batches where ledger.contains("\(try #require(ids[batch.source]))/\(batch.sequence)") {
            #expect(batch.rows.allSatisfy { stored.contains(Array($0.prefix(keyColumns))) })
        }
    }
}

extension TestDatabase {
    /// The sums of each batch that do not depend on the order of loading, in the order of the sources' numbers.
    fileprivate func sums() async throws -> [String] {
        try await connection.query(
            """
            SELECT format('%s %s: %s %s %s %s', uri, sequence, records, loaded + duplicates, rejected, source.batches)
            FROM etl.batches JOIN etl.sources AS source USING (source_id) ORDER BY uri, sequence
            """
        ).compactMap { $0.string(0) }
    }
}
