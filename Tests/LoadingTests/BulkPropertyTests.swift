import Bus
import ETLModels
import Ledger
import Postgres
import TestData
import Testing

@testable import Loading

/// Random overlapping sources, loaded in a bulk phase that is interrupted now and then, end as without the phase: the same rows with the same
/// origins, the same ledger, the same rejects.
@Suite struct BulkPropertyTests {
    @Test(arguments: Array(1...24) as [UInt64])
    func endsAsWithoutThePhase(seed: UInt64) async throws {
        let exports = PartialExports(seed: seed)
        try await TestDatabase.with { database in
            var game = try await BulkGame(exports, database, SeededGenerator(seed &* 577))
            try await game.play()
            try await database.expectTrueLedger()
            let end = try await database.everything(withCounts: game.hasOneEnd)
            try await database.connection.execute(
                "TRUNCATE token_transfers, etl.rejects, etl.sources RESTART IDENTITY CASCADE")
            try await game.playWithoutPhase()
            let other = try await database.everything(withCounts: game.hasOneEnd)
            #expect(end == other, "\(end.difference(from: other).map { "\($0)" }.joined(separator: "\n"))")
        }
    }
}

/// The batches of a few sources of transfers, whose records know more or less of the same few keys, and contradict one another now and then.
private struct PartialExports: Sendable {
    private(set) var batches: [ExportBatch] = []
    let sources: ClosedRange<Int>
    /// In every second game, some sources replace what contradicts them.
    let replacing: Set<Int>

    init(seed: UInt64) {
        var random = SeededGenerator(seed)
        sources = 1...Int.random(in: 2...5, using: &random)
        replacing = Set(sources.filter { _ in seed % 2 == 0 && Bool.random(using: &random) })
        for source in sources {
            let count = Int.random(in: 1...4, using: &random)
            for sequence in 0..<count {
                let replaces = replacing.contains(source)
                let rows = (0..<Int.random(in: 0...14, using: &random)).map { _ in
                    Self.row(of: replaces ? source : nil, &random)
                }
                batches.append(
                    ExportBatch(
                        source: source, sequence: UInt32(sequence), rows: rows,
                        hasReject: Int.random(in: 0..<4, using: &random) == 0, isLast: sequence == count - 1))
            }
        }
    }

    /// A source that replaces does not contradict itself: which of its records wins would depend on which arrive together.
    private static func row(of replacing: Int?, _ random: inout SeededGenerator) -> Row {
        let key = Int.random(in: 0..<24, using: &random)
        let isOdd = replacing.map { key % ($0 + 1) == 0 } ?? (Int.random(in: 0..<6, using: &random) == 0)
        var row = transfer(key / 2, key % 2, value: isOdd ? "9" : "1", from: hexadecimal(key, bytes: 20))
        row[8] = hexadecimal(isOdd ? 5 : 4, bytes: 32)
        for column in [4, 7, 8] where Bool.random(using: &random) { row[column] = nil }
        return row
    }

    /// The order in which the end of a phase settles records: higher ranks first, then earlier sources.
    func settlingOrder(_ batches: [ExportBatch]) -> [ExportBatch] {
        batches.sorted {
            let (one, other) = (rank($0.source), rank($1.source))
            return one == other ? ($0.source, $0.sequence) < ($1.source, $1.sequence) : one > other
        }
    }

    private func rank(_ source: Int) -> Int { replacing.contains(source) ? source : 0 }
}

/// Loads the batches of exports, some of them in a bulk phase.
private struct BulkGame {
    private let exports: PartialExports
    private let database: TestDatabase
    private var random: SeededGenerator
    private var ids: [Int: SourceID] = [:]
    /// The batches before the phase, in it, and after an interrupted end.
    private var parts: [[ExportBatch]] = [[], [], []]

    init(_ exports: PartialExports, _ database: TestDatabase, _ random: SeededGenerator) async throws {
        (self.exports, self.database, self.random) = (exports, database, random)
        let (hasEarlier, hasLater) = (Bool.random(using: &self.random), Bool.random(using: &self.random))
        for batch in exports.batches {
            let part = Int.random(in: 0..<4, using: &self.random)
            parts[part == 0 && hasEarlier ? 0 : part == 3 && hasLater ? 2 : 1].append(batch)
        }
        try await register()
    }

    /// Whether all is the same but the values of transfers. A source that replaces may come before or after what it replaces, and what lost to
    /// that gives it nothing.
    var hasOneEnd: Bool { exports.replacing.isEmpty || parts[0].isEmpty && parts[2].isEmpty }

    private mutating func register() async throws {
        for source in exports.sources {
            ids[source] = try await database.source(source, replaces: exports.replacing.contains(source))
        }
    }

    mutating func play() async throws {
        try await load(parts[0])
        try await database.startBulk(wasEmpty: parts[0].allSatisfy(\.rows.isEmpty))
        try await load((parts[1] + parts[1].prefix(2)).shuffled(using: &random))
        if Bool.random(using: &random) || !parts[2].isEmpty {
            var work = try await BulkWork(database, windowRows: Int.random(in: 2...9, using: &random))
            let hasEnded = try await work.run(most: Int.random(in: 0...3, using: &random))
            // Somebody kills the command.
            await work.close()
            try await database.endBulkSessions()
            if !hasEnded { try await expectOneRowForEachLoadedRecord() }
        }
        guard try await BulkPhase.of(.tokenTransfers, on: database.connection) != nil else {
            for batch in exports.settlingOrder(parts[2]) { try await load([batch]) }
            return
        }
        try await load((parts[2] + parts[1].prefix(2)).shuffled(using: &random))
        try await database.finishBulk(windowRows: Int.random(in: 2...30, using: &random))
    }

    mutating func playWithoutPhase() async throws {
        try await register()
        try await load(parts[0])
        for part in parts.dropFirst() {
            for batch in exports.settlingOrder(part) { try await load([batch]) }
        }
    }

    private func expectOneRowForEachLoadedRecord() async throws {
        let sums = try await database.connection.query(
            "SELECT coalesce(sum(loaded), 0), (SELECT count(*) FROM token_transfers) FROM etl.batches")
        #expect(sums.first?.int(0) == sums.first?.int(1))
    }

    /// Loads batches in groups.
    private func load(_ batches: [ExportBatch]) async throws {
        let loader = database.loader()
        var rest = batches[...]
        while !rest.isEmpty {
            let group = rest.prefix(1 + rest.count % 3)
            rest = rest.dropFirst(group.count)
            let bytes = try group.map { try $0.draft(.tokenTransfers, try #require(ids[$0.source])).bytes() }
            #expect(await loader.loadAtLast(bytes).compactMap { $0 }.isEmpty)
        }
    }
}

extension TestDatabase {
    /// Waits until the server has noticed that a session is gone which held loads.
    fileprivate func endBulkSessions() async throws {
        while try await BulkPhase.isHeld(on: connection) { try await connection.execute("SELECT pg_sleep(0.01)") }
    }

    /// The values of the rows, and on demand all of them, where they came from, the ledger and the rejects.
    fileprivate func everything(withCounts: Bool) async throws -> [String] {
        let rows = try await rows(.tokenTransfers)
        guard withCounts else { return rows.map { "\($0[0] ?? "") \($0[1] ?? "") \($0[6] ?? "")" } }
        var lines = rows.map { "\($0)" }
        lines += try await connection.query("SELECT origin FROM token_transfers ORDER BY block_number, log_index").map {
            "\($0.int64(0) ?? -1)"
        }
        lines += try await connection.query(
            """
            SELECT format('%s/%s: %s %s %s %s %s %s', uri, sequence, records, loaded, duplicates, completed, replaced, rejected)
            FROM etl.batches JOIN etl.sources USING (source_id) ORDER BY uri, sequence
            """
        ).compactMap { $0.string(0) }
        return lines + (try await rejects())
    }
}
