import Bus
import ETLModels
import Testing

/// The same transfer twice is a duplicate; another transfer with the same key is a reject, and the stored row stays.
@Suite struct TransferKeyTests {
    private let columns = ["value", "log_index", "block_number", "extra", "tx_hash", "token_address", "from_address"]

    @Test func tellsThemApartWithinABatch() async throws {
        try await TestDatabase.with { database in
            let source = try await database.source(columns: columns)
            let rows = [
                transfer(1), transfer(2), transfer(1), transfer(1, value: "2"),
                transfer(2, from: hexadecimal(1, bytes: 20)), transfer(2, from: hexadecimal(2, bytes: 20)),
                transfer(3),
            ]
            #expect(
                await database.loader().load([try Draft(.tokenTransfers, source, rows).bytes()]).map(\.?.reason) == [
                    nil
                ])
            #expect(try await database.ledger() == ["0: 7 = 3 + 2 + 2, 0"])
            let completed = transfer(2, from: hexadecimal(1, bytes: 20))
            #expect(try await database.rows(.tokenTransfers) == [transfer(1), completed, transfer(3)])
            #expect(
                try await database.rejects() == [
                    "0/4 conflict - \(raw(1, value: "2"))",
                    "0/6 conflict - \(raw(2, from: hexadecimal(2, bytes: 20)))",
                ])
        }
    }

    @Test func tellsThemApartAcrossTheBatchesOfATransaction() async throws {
        try await TestDatabase.with { database in
            let source = try await database.source(columns: columns)
            var first = Draft(.tokenTransfers, source, 0, [transfer(1), transfer(2)])
            first.entries.insert(.reject(.missing, raw: "gone"), at: 1)
            var second = Draft(
                .tokenTransfers, source, 1, firstRecord: 4, [transfer(2), transfer(1, value: "9"), transfer(3)])
            second.entries.insert(.reject(.notHex, raw: "x"), at: 0)
            second.entries.insert(.reject(.notHex, raw: "y"), at: 2)
            second.repaired = 1
            let third = Draft(.tokenTransfers, source, 2, firstRecord: 9, [transfer(3, value: "0"), transfer(1)])
            let batches = try [first, second, third].map { try $0.bytes() }
            #expect(await database.loader().load(batches).map(\.?.reason) == [nil, nil, nil])
            #expect(
                try await database.ledger() == [
                    "0: 3 = 2 + 0 + 1, 0", "1: 5 = 1 + 1 + 3, 1", "2: 2 = 0 + 1 + 1, 0",
                ])
            #expect(try await database.rows(.tokenTransfers) == [transfer(1), transfer(2), transfer(3)])
            #expect(
                try await database.rejects() == [
                    "0/2 missing block_number gone", "1/4 not-hex block_number x", "1/6 not-hex block_number y",
                    "1/7 conflict - \(raw(1, value: "9"))", "2/9 conflict - \(raw(3, value: "0"))",
                ])
        }
    }

    @Test func tellsThemApartAcrossSourcesAndTransactions() async throws {
        try await TestDatabase.with { database in
            let (one, two) = (try await database.source(1), try await database.source(2, columns: columns))
            let (first, second) = (database.loader(), database.loader())
            let stored = [transfer(1), transfer(2, 5), transfer(3)]
            #expect(await first.load([try Draft(.tokenTransfers, one, stored).bytes()]).map(\.?.reason) == [nil])
            let later = [transfer(1), transfer(2, 5, value: "3"), transfer(2, 6), transfer(2, 6), transfer(3)]
            #expect(await second.load([try Draft(.tokenTransfers, two, later).bytes()]).map(\.?.reason) == [nil])
            #expect(try await database.ledger(of: one) == ["0: 3 = 3 + 0 + 0, 0"])
            #expect(try await database.ledger(of: two) == ["0: 5 = 1 + 3 + 1, 0"])
            #expect(try await database.rejects() == ["0/2 conflict - \(raw(2, 5, value: "3"))"])
            #expect(
                try await database.rows(.tokenTransfers) == [transfer(1), transfer(2, 5), transfer(2, 6), transfer(3)])
        }
    }

    @Test func showsAConflictInTheTablesOrderWhenTheSourceHasNoHeader() async throws {
        try await TestDatabase.with { database in
            let source = try await database.source()
            let batch = try Draft(.tokenTransfers, source, [transfer(1), transfer(1, value: "2")]).bytes()
            #expect(await database.loader().load([batch]).map(\.?.reason) == [nil])
            let hash = hexadecimal(1, bytes: 32)
            let token = hexadecimal(7, bytes: 20)
            #expect(
                try await database.rejects() == ["0/2 conflict - 1,0,\(hash),\(token),,,2,2022-08-08 23:06:52 UTC,"])
        }
    }

    /// A transfer in the order of `columns`.
    private func raw(_ block: Int, _ logIndex: Int = 0, value: String = "1", from: String = "") -> String {
        let token = hexadecimal(7, bytes: 20)
        return "\(value),\(logIndex),\(block),,\(hexadecimal(block, bytes: 32)),\(token),\(from)"
    }
}
