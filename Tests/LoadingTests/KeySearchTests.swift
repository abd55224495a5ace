import Bus
import ETLModels
import Postgres
import Testing

@testable import Loading

/// Which stored rows the search finds for a group that is scattered over many more.
@Suite struct KeySearchTests {
    /// Every second number is the address of a stored token. One of the last is in the group, too, and no place of the sample.
    private static let stored = (1...6000).map { token(2 * $0) }
    private static let group = (0..<500).map { token(20 * $0 + 1) } + [token(9964)]

    @Test(arguments: [(remembers: false, all: false), (true, false), (false, true)])
    func findsKeysThatTheProcessHasStoredOrAll(remembers: Bool, all: Bool) async throws {
        try await TestDatabase.with { database in
            let source = try await database.source(1, .tokens)
            let batch = try Draft(.tokens, source, Self.stored).bytes()
            #expect(await database.loader().load([batch]).map(\.?.reason) == [nil])
            let filter = KeyFilter()
            if remembers { filter.add(try Self.rows(batch)) }
            let draft = try Draft(.tokens, source, 1, Self.group).bytes()
            let fates = try await Self.search(Self.rows(draft), filter, all: all, on: database.connection)
            let isFound = remembers || all
            #expect(fates.filter { $0 == .duplicate }.count == (isFound ? 1 : 0))
            #expect(fates.last == (isFound ? .duplicate : .new))
        }
    }

    @Test func looksUpAllKeysAfterAStoredOneInTheSample() async throws {
        try await TestDatabase.with { database in
            let source = try await database.source(1, .tokens)
            let batch = try Draft(.tokens, source, Self.stored).bytes()
            #expect(await database.loader().load([batch]).map(\.?.reason) == [nil])
            // The first key is in every sample.
            let draft = try Draft(.tokens, source, 1, Self.group.dropFirst() + [token(2)]).bytes()
            let fates = try await Self.search(Self.rows(draft), KeyFilter(), all: false, on: database.connection)
            #expect(fates.filter { $0 == .duplicate }.count == 2)
        }
    }

    private static func rows(_ batch: [UInt8]) throws -> EncodedRows {
        try #require(try EncodedRows([LoadBatch(batch)], .tokens))
    }

    private static func search(
        _ rows: EncodedRows, _ filter: KeyFilter, all: Bool, on connection: isolated PostgresConnection
    ) throws -> [GroupRows.Fate] {
        var (group, search) = (GroupRows(rows, RecordKind.tokens.schema), KeySearch())
        try search.run(&group, of: .tokens, filter, all: all, on: connection)
        return group.fates
    }
}
