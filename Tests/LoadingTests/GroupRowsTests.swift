import Bus
import ETLModels
import Postgres
import Testing

@testable import Loading

/// What becomes of the rows of a group, before the database is asked and after.
@Suite struct GroupRowsTests {
    @Test func findsDuplicatesAndConflictsWithinTheGroup() throws {
        let group = try group([[transfer(1), transfer(2), transfer(1)], [transfer(2, value: "9"), transfer(3)]])
        #expect(group.fates == [.new, .new, .duplicate, .conflict, .new])
        #expect(Array(group.rows(of: 0, .new)) == [0, 1])
        #expect(Array(group.rows(of: 1, .conflict)) == [3])
    }

    @Test func comparesAllRowsOfAKeyWithTheStoredOne() throws {
        var group = try group([[transfer(1), transfer(1, value: "2"), transfer(2)]])
        let stored = try rows([[transfer(1, value: "2"), transfer(7)]])
        for row in 0..<stored.count { group.compare(withStored: stored[row]) }
        #expect(group.fates == [.conflict, .duplicate, .new])
    }

    @Test func findsTheHighestRowOfAKey() throws {
        let tokens = [
            token(1, symbol: "A"), token(2), token(1, symbol: "B"), token(1, symbol: "A"), token(3, block: 5),
        ]
        var group = try group([tokens], .tokens)
        #expect(group.fates == [.duplicate, .new, .new, .duplicate, .new])
        let stored = try rows([[token(2), token(3, block: 6), token(1, symbol: "C")]], .tokens)
        for row in 0..<stored.count { group.compare(withStored: stored[row]) }
        #expect(group.fates == [.duplicate, .duplicate, .duplicate, .duplicate, .duplicate])
    }

    @Test func takesThePlaceOfAStoredRowThatIsLower() throws {
        var group = try group([[token(1, symbol: "A"), token(2), token(1, symbol: "B"), token(3)]], .tokens)
        let stored = try rows([[token(1, symbol: "AB"), token(2)]], .tokens)
        for row in 0..<stored.count { group.compare(withStored: stored[row]) }
        #expect(group.fates == [.duplicate, .duplicate, .adopting, .new])
    }

    @Test func knowsItsLeastAndGreatestKey() throws {
        let group = try group([
            [transfer(300, 2), transfer(300, 70_000), transfer(2, 9), transfer(65_536), transfer(2, 9)]
        ])
        let bounds = try #require(group.bounds)
        #expect((bounds.least, bounds.greatest) == (2, 3))
        #expect(group.keyOrder == [2, 0, 1, 3])
        #expect(try self.group([[]]).bounds == nil)
    }

    @Test func mergesAGroupThatIsTooLargeForTheMemory() async throws {
        // A code of two bits stands for each of the texts.
        let text = String(repeating: "x", count: 250)
        let tokens = (0..<40_000).map { [hexadecimal($0 + 1, bytes: 20), text, text, nil, nil, nil, nil, nil] as Row }
        try await TestDatabase.with { database in
            let source = try await database.source(1, .tokens)
            let batch = try Draft(.tokens, source, tokens + [tokens[0]]).bytes()
            #expect(batch.count < 2 << 20)
            let rows = try EncodedRows([LoadBatch(batch)], .tokens)
            #expect(rows == nil)
            #expect(await database.loader().load([batch]).map(\.?.reason) == [nil])
            #expect(try await database.ledger() == ["0: 40001 = 40000 + 1 + 0, 0"])
        }
    }

    @Test func takesTransfersInPiecesThatFitTheMemory() async throws {
        try await TestDatabase.with { database in
            let source = try await database.source()
            let value = "1" + String(repeating: "7", count: 76)
            let rows = (1...99_000).map { transfer($0, value: value, from: hexadecimal(5, bytes: 20)) }
            let batch = try Draft(.tokenTransfers, source, rows + [rows[0], transfer(2, value: "1")]).bytes()
            let loaded = [try LoadBatch(batch)]
            let piece = try EncodedRows(loaded, .tokenTransfers, RowBuffers(), from: 0)
            let (next, count) = (piece.next ?? 0, piece.count)
            #expect(next == count && (1..<99_000).contains(next))
            let rest = try EncodedRows(loaded, .tokenTransfers, RowBuffers(), from: next)
            let (end, left, first) = (rest.next, rest.count, rest.numbers.first)
            #expect(end == nil && left == 99_002 - next && first == UInt64(next + 1))
            #expect(await database.loader().load([batch]).map(\.?.reason) == [nil])
            #expect(try await database.ledger() == ["0: 99002 = 99000 + 1 + 1, 0"])
        }
    }

    @Test(arguments: [false, true]) func changesStoredRowsOfEachPiece(replaces: Bool) async throws {
        try await TestDatabase.with { database in
            let value = "1" + String(repeating: "7", count: 76)
            let stored = (1...99_000).map { transfer($0, value: value) }
            let sources = [try await database.source(1), try await database.source(2, replaces: replaces)]
            let rows = (1...99_000).map {
                transfer($0, value: replaces ? "8" + value.dropFirst(2) : value, from: hexadecimal(5, bytes: 20))
            }
            for (source, rows) in [(sources[0], stored), (sources[1], rows)] {
                let batch = try Draft(.tokenTransfers, source, rows).bytes()
                #expect(await database.loader().load([batch]).map(\.?.description) == [nil])
            }
            let counts = try await database.connection.query(
                "SELECT sum(completed), sum(replaced), count(*) FILTER (WHERE rejected > 0) FROM etl.batches"
            ).first
            #expect((0..<3).map { counts?.int($0) } == (replaces ? [0, 99_000, 1] : [99_000, 0, 0]))
            let filled = "SELECT count(*) FROM token_transfers WHERE from_address IS NOT NULL"
            #expect(try await database.connection.query(filled).first?.int(0) == 99_000)
        }
    }

    @Test func fillsUpTheRowsOfAKeyWithinTheGroup() throws {
        let (bare, sent) = (transfer(1), transfer(1, from: hexadecimal(3, bytes: 20)))
        let other = transfer(1, from: hexadecimal(4, bytes: 20))
        let group = try group([[bare, sent], [other, sent, bare], [transfer(2)]])
        #expect(group.fates == [.new, .completing, .conflict, .duplicate, .duplicate, .new])
        var (new, completions): ([[UInt8]], [[UInt8]]) = ([], [])
        group.forEachNewRow { row in new.append(row.withUnsafeBytes { Array($0) }) }
        group.forEachCompletion { row in completions.append(row.withUnsafeBytes { Array($0) }) }
        let expected = try rows([[sent], [], [transfer(2)]])
        #expect(new == (0..<2).map { row in expected[row].withUnsafeBytes { Array($0) } })
        #expect(completions.isEmpty)
    }

    @Test func completesAStoredRowOnceForEachKey() throws {
        let sent = transfer(1, from: hexadecimal(3, bytes: 20))
        var group = try group([[transfer(1), sent, transfer(2), sent]])
        let stored = try rows([[transfer(1), transfer(2, from: hexadecimal(3, bytes: 20))]])
        for _ in 0..<2 {
            for row in 0..<stored.count { group.compare(withStored: stored[row]) }
            #expect(group.fates == [.duplicate, .completing, .duplicate, .duplicate])
            var completions: [[UInt8]] = []
            group.forEachCompletion { row in completions.append(row.withUnsafeBytes { Array($0) }) }
            let expected = try rows([[sent]])
            #expect(completions == [expected[0].withUnsafeBytes { Array($0) }])
        }
    }

    @Test func encodesRowsAsTheServerSendsThem() async throws {
        try await TestDatabase.with { database in
            let values = ["0", "1", "10000", "123456789012345678901234567890", "100000000", "99999999999999999999"]
            let source = try await database.source()
            let transfers = values.enumerated().map { transfer($0 + 1, value: $1, from: hexadecimal(5, bytes: 20)) }
            let batch = try Draft(.tokenTransfers, source, transfers).bytes()
            #expect(await database.loader().load([batch]).map(\.?.reason) == [nil])
            var group = GroupRows(
                try #require(try EncodedRows([LoadBatch(batch)], .tokenTransfers)), RecordKind.tokenTransfers.schema)
            var search = KeySearch()
            group = try await Self.search(group, &search, in: database)
            #expect(group.fates == Array(repeating: .duplicate, count: values.count))
        }
    }

    static func search(
        _ group: GroupRows, _ search: inout KeySearch, in database: TestDatabase
    ) async throws -> GroupRows {
        let result = try await run(search, group, on: database.connection)
        search = result.search
        return result.group
    }

    private static func run(
        _ search: KeySearch, _ group: GroupRows, on connection: isolated PostgresConnection
    ) throws -> (search: KeySearch, group: GroupRows) {
        var (search, group) = (search, group)
        try search.run(&group, of: .tokenTransfers, KeyFilter(), all: false, on: connection)
        return (search, group)
    }

    private func group(_ batches: [[Row]], _ kind: RecordKind = .tokenTransfers) throws -> GroupRows {
        GroupRows(try rows(batches, kind), kind.schema)
    }

    private func rows(_ batches: [[Row]], _ kind: RecordKind = .tokenTransfers) throws -> EncodedRows {
        let source = SourceID(uri: "/a.csv", size: 1, modified: 0)
        return try #require(
            try EncodedRows(
                batches.enumerated().map { try LoadBatch(Draft(kind, source, UInt32($0), $1).bytes()) }, kind))
    }
}
