import Bus
import ETLModels
import Postgres
import TestData
import Testing

@testable import Loading

/// The same row of each token remains for every order of arrival.
@Suite struct TokenWinnerTests {
    @Test(arguments: 1...6 as ClosedRange<UInt64>) func isTheSameInEveryOrderOfArrival(seed: UInt64) async throws {
        try await TestDatabase.with { database in
            var random = SeededGenerator(seed)
            let rows = (0..<120).map { _ in Self.randomToken(using: &random) }
            let expected = Self.winners(of: rows)
            for delivery in 0..<5 as Range<Int> {
                try await database.connection.execute("TRUNCATE tokens, etl.batches, etl.rejects")
                let source = try await database.source(delivery, .tokens)
                let groups = try Self.groups(of: rows.shuffled(using: &random), source, using: &random)
                try await Self.deliver(groups, to: database, byOneProcess: delivery % 2 == 0)
                #expect(try await database.rows(.tokens) == expected)
                try await database.expectTrueLedger()
                let total = try await database.connection.query("SELECT sum(records), sum(rejected) FROM etl.batches")
                #expect(total.first?.int(0) == rows.count)
                #expect(total.first?.int(1) == 0)
            }
        }
    }

    @Test func isTheOneOfTheHighestBlock() async throws {
        try await TestDatabase.with { database in
            let source = try await database.source(1, .tokens)
            let loader = database.loader()
            for (sequence, block) in [5, nil, 7, 6, 7, nil].enumerated() {
                let rows = [token(1, symbol: "of block \(block ?? -1), batch \(sequence)", block: block)]
                let draft = Draft(.tokens, source, UInt32(sequence), firstRecord: UInt64(sequence) + 1, rows)
                #expect(await loader.load([try draft.bytes()]).map(\.?.reason) == [nil])
            }
            #expect(try await database.rows(.tokens) == [token(1, symbol: "of block 7, batch 4", block: 7)])
            #expect(
                try await database.ledger().prefix(5) == [
                    "0: 1 = 0 + 1 + 0, 0", "1: 1 = 0 + 1 + 0, 0", "2: 1 = 0 + 1 + 0, 0", "3: 1 = 0 + 1 + 0, 0",
                    "4: 1 = 1 + 0 + 0, 0",
                ])
        }
    }

    private static func randomToken(using random: inout SeededGenerator) -> Row {
        func pick(_ texts: [String?]) -> String? { texts.randomElement(using: &random) ?? nil }
        return [
            hexadecimal(Int.random(in: 1...12, using: &random), bytes: 20),
            pick([nil, "a", "B", "b", "Z", "é", "z", "🦄", "\u{FFFD}", "ab", " a"]), pick([nil, nil, "x", "X y"]),
            pick([nil, "0", "18", "9", "100000000000000000000000000000000000000000000"]), pick([nil, "7", "10"]),
            pick([nil, "1969-12-31 23:59:59+00", "2022-08-08 23:06:52+00"]), pick([nil, nil, "1", "9", "10", "10"]),
            pick([nil, hexadecimal(1, bytes: 32), hexadecimal(2, bytes: 32)]),
        ]
    }

    /// The rows cut into batches of any size, the batches cut into groups, and the groups dealt to two loaders.
    private static func groups(
        of rows: [Row], _ source: SourceID, using random: inout SeededGenerator
    ) throws -> [[[[UInt8]]]] {
        var rest = rows[...]
        var loaders: [[[[UInt8]]]] = [[[]], [[]]]
        var sequence: UInt32 = 0
        while !rest.isEmpty {
            let part = rest.prefix(Int.random(in: 1...20, using: &random))
            let first = UInt64(rest.startIndex) + 1
            rest = rest.dropFirst(part.count)
            let loader = Int.random(in: 0...1, using: &random)
            let batch = try Draft(.tokens, source, sequence, firstRecord: first, Array(part)).bytes()
            if Bool.random(using: &random) { loaders[loader].append([]) }
            loaders[loader][loaders[loader].count - 1].append(batch)
            sequence += 1
        }
        return loaders
    }

    private static func deliver(
        _ loaders: [[[[UInt8]]]], to database: TestDatabase, byOneProcess isOneProcess: Bool
    ) async throws {
        // Both are of one process, or each of its own.
        let turns = [WriteTurns(connections: 4), WriteTurns(connections: 4)]
        await withTaskGroup { tasks in
            for (number, groups) in loaders.enumerated() {
                tasks.addTask {
                    let loader = database.loader(settlement: KeySettlement(turns: turns[isOneProcess ? 0 : number]))
                    for group in groups {
                        let outcomes = await loader.loadAtLast(group)
                        #expect(outcomes.allSatisfy { $0 == nil })
                    }
                }
            }
        }
    }

    /// The winners by the rule, computed one row at a time.
    private static func winners(of rows: [Row]) -> [Row] {
        var winners: [String: Row] = [:]
        for row in rows {
            let address = row[0] ?? ""
            if let winner = winners[address], !isHigher(row, than: winner) { continue }
            winners[address] = row
        }
        return winners.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Compares by block, then by the other columns from the first to the last; NULL is lower than any value.
    private static func isHigher(_ row: Row, than other: Row) -> Bool {
        for column in [6, 1, 2, 3, 4, 5, 7] where row[column] != other[column] {
            guard let mine = row[column] else { return false }
            guard let theirs = other[column] else { return true }
            let isNumber = [3, 4, 6].contains(column)
            if isNumber, mine.count != theirs.count { return mine.count > theirs.count }
            return theirs.utf8.lexicographicallyPrecedes(mine.utf8)
        }
        return false
    }
}
