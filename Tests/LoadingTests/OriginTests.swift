import Bus
import ETLModels
import Ledger
import Postgres
import Testing

@testable import Loading

/// Each row leads to the record that it was loaded from.
@Suite struct OriginTests {
    @Test func aRowNamesItsFileAndRecord() async throws {
        try await TestDatabase.with { database in
            let (first, second) = (try await database.source(1), try await database.source(2))
            let rows = (1...4).map { transfer($0) }
            await load(
                [
                    try Draft(.tokenTransfers, first, 0, [rows[0]]).bytes(),
                    try Draft(.tokenTransfers, first, 1, firstRecord: 2, [rows[1]]).bytes(),
                    try Draft(.tokenTransfers, second, 0, firstRecord: 1, [rows[1], rows[2]]).bytes(),
                ], into: database)
            await load([try Draft(.tokenTransfers, second, 1, firstRecord: 3, rows).bytes()], into: database)
            #expect(
                try await database.origins(of: .tokenTransfers) == [
                    "1/0 /exports/1.csv 1", "2/0 /exports/1.csv 2", "3/0 /exports/2.csv 2", "4/0 /exports/2.csv 6",
                ])
        }
    }

    @Test func aRowThatIsCompletedKeepsItsOrigin() async throws {
        try await TestDatabase.with { database in
            let (first, second) = (try await database.source(1), try await database.source(2))
            var known = transfer(1)
            known[7] = nil
            await load([try Draft(.tokenTransfers, first, [known]).bytes()], into: database)
            await load([try Draft(.tokenTransfers, second, [transfer(1)]).bytes()], into: database)
            #expect(try await database.origins(of: .tokenTransfers) == ["1/0 /exports/1.csv 1"])
            #expect(try await database.rows(.tokenTransfers).first?[7] != nil)
        }
    }

    @Test(arguments: [false, true]) func aTokenNamesTheRecordThatStays(isAlone: Bool) async throws {
        try await TestDatabase.with { database in
            let (first, second) = (try await database.source(1, .tokens), try await database.source(2, .tokens))
            let settlement = try Self.settlement(isAlone)
            let low = [token(1, block: 5), token(2, block: 5)]
            let high = [token(1, block: 4), token(2, block: 6)]
            await load([try Draft(.tokens, first, low).bytes()], into: database, settlement)
            await load([try Draft(.tokens, second, high).bytes()], into: database, settlement)
            #expect(
                try await database.origins(of: .tokens).map { $0.drop { $0 != "/" } }
                    == ["/exports/1.csv 1", "/exports/2.csv 2"])
        }
    }

    @Test(arguments: [false, true]) func aBatchThatTheLedgerForgotIsLoadedAsBefore(isAlone: Bool) async throws {
        try await TestDatabase.with { database in
            let settlement = try Self.settlement(isAlone)
            for (number, kind) in RecordKind.allCases.enumerated() {
                let first = try await database.source(10 + number, kind)
                let second = try await database.source(20 + number, kind)
                func rows(_ keys: ClosedRange<Int>) -> [Row] {
                    keys.map { kind == .tokens ? token($0, block: $0) : transfer($0) }
                }
                let batches = [
                    try Draft(kind, first, rows(1...5)).bytes(), try Draft(kind, second, rows(4...8)).bytes(),
                ]
                for batch in batches { await load([batch], into: database) }
                let (before, origins) = (try await database.ledger(), try await database.origins(of: kind))
                try await database.connection.execute("DELETE FROM etl.batches WHERE source_id = '\(first)'")
                await load([batches[0]], into: database, settlement)
                #expect(try await database.ledger() == before)
                #expect(try await database.origins(of: kind) == origins)
            }
        }
    }

    @Test func aBatchOfARemovedSourceIsPassedOver() async throws {
        try await TestDatabase.with { database in
            let (first, second) = (try await database.source(1), try await database.source(2))
            try await database.connection.execute(
                "UPDATE etl.sources SET removed_at = now() WHERE source_id = '\(first)'")
            let batches = [
                try Draft(.tokenTransfers, first, [transfer(1)]).bytes(),
                try Draft(.tokenTransfers, second, [transfer(2)]).bytes(),
            ]
            await load(batches, into: database)
            #expect(try await database.origins(of: .tokenTransfers) == ["2/0 /exports/2.csv 1"])
            #expect(try await database.ledger(of: first) == [])
        }
    }

    private func load(
        _ batches: [[UInt8]], into database: TestDatabase,
        _ settlement: KeySettlement = KeySettlement(turns: WriteTurns(connections: 1))
    ) async {
        #expect(await database.loader(settlement: settlement).load(batches).compactMap { $0 }.isEmpty)
    }

    private static func settlement(_ isAlone: Bool) throws -> KeySettlement {
        var settlement = KeySettlement(turns: WriteTurns(connections: 1))
        if isAlone {
            let isRetried = settlement.retries(after: .database(PostgresError(sqlState: .deadlock, message: "")))
            #expect(isRetried)
        }
        return settlement
    }
}

extension TestDatabase {
    /// The origins of rows in the order of their keys: `key file record`.
    func origins(of kind: RecordKind) async throws -> [String] {
        let view = kind == .tokens ? "token_origins" : "token_transfer_origins"
        let key = kind.schema.key.map { "\($0)::text" }.joined(separator: " || '/' || ")
        return try await connection.query(
            "SELECT \(key) || ' ' || uri || ' ' || record_number FROM \(view) ORDER BY \(kind.schema.key.joined(separator: ", "))"
        ).compactMap { $0.string(0) }
    }
}
