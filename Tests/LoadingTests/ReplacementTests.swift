import Bus
import ETLModels
import Ledger
import Postgres
import TestData
import Testing

@testable import Loading

/// A source that was submitted to replace others wins over stored rows that contradict it, in every order of delivery.
@Suite struct ReplacementTests {
    @Test func whatIsReplacedBecomesARejectOfItsOwnSource() async throws {
        try await TestDatabase.with { database in
            let old = try await database.source(
                1, columns: ["value", "block_number", "memo", "log_index", "block_timestamp"])
            let new = try await database.source(2, replaces: true)
            try await database.load(old, (1...4).map { transfer($0) })
            try await database.load(new, [transfer(2, value: "7"), transfer(3), transfer(5)])
            #expect(try await database.rows(.tokenTransfers).map { $0[6] } == ["1", "7", "1", "1", "1"])
            #expect(try await database.ledger(of: old) == ["0: 4 = 3 + 0 + 1, 0"])
            #expect(try await database.ledger(of: new) == ["0: 3 = 2 + 1 + 0, 0"])
            #expect(try await database.rejects() == ["0/2 replaced - 1,2,,0,2022-08-08 23:06:52 UTC"])
            #expect(try await SourceTable.progress(of: [new], on: database.connection).map(\.replaced) == [1])
            let line = try await database.connection.query(
                "SELECT uri FROM token_transfer_origins WHERE block_number = 2")
            #expect(line.first?.string(0) == "/exports/2.csv")
        }
    }

    @Test func aRecordThatComesAfterTheRowThatReplacesItIsTheSameReject() async throws {
        try await TestDatabase.with { database in
            let (old, new) = (try await database.source(1), try await database.source(2, replaces: true))
            try await database.load(new, [transfer(2, value: "7"), transfer(3)])
            try await database.load(old, (1...4).map { transfer($0) })
            #expect(try await database.rows(.tokenTransfers).map { $0[6] } == ["1", "7", "1", "1"])
            #expect(try await database.ledger(of: old) == ["0: 4 = 2 + 1 + 1, 0"])
            #expect(try await database.rejects().map { $0.prefix(14) } == ["0/2 replaced -"])
        }
    }

    @Test func theTextOfWhatIsReplacedIsThatOfARejectedRecord() async throws {
        try await TestDatabase.with { database in
            let (old, new) = (try await database.source(1), try await database.source(2, replaces: true))
            var row = transfer(1, from: hexadecimal(5, bytes: 20))
            row[7] = "0001-02-03 04:05:06.000789+00"
            row[8] = hexadecimal(9, bytes: 32)
            let other = transfer(1, value: "7")
            try await database.load(old, [row, other])
            try await database.load(new, [transfer(1, value: "8")])
            let texts = try await database.rejects().map { $0.split(separator: " - ").last ?? "" }
            let keptAs = row.map { ($0 ?? "").replacing("+00", with: " UTC") }.joined(separator: ",")
            let rejectedAs = other.map { ($0 ?? "").replacing("+00", with: " UTC") }.joined(separator: ",")
            #expect(texts == ["\(keptAs)", "\(rejectedAs)"])
        }
    }

    @Test func aRowOfAnEarlierVersionIsKeptAsARejectOfWhatReplacesIt() async throws {
        try await TestDatabase.with { database in
            let (old, new) = (try await database.source(1), try await database.source(2, replaces: true))
            try await database.load(old, [transfer(1)])
            try await database.connection.execute(
                "UPDATE token_transfers SET origin = NULL; UPDATE etl.batches SET first_record = NULL")
            let batch = try Draft(.tokenTransfers, new, [transfer(1, value: "7")]).bytes()
            #expect(await database.loader().load([batch]).map(\.?.reason) == [nil])
            #expect(try await database.rejects().map { $0.prefix(14) } == ["0/1 replaced -"])
            try await database.connection.execute(
                "DELETE FROM etl.rejects; DELETE FROM etl.batches WHERE source_id = '\(old)'")
        }
    }

    @Test func ofSourcesThatReplaceTheLastRegisteredWins() async throws {
        try await TestDatabase.with { database in
            let sources = [
                try await database.source(1), try await database.source(2, replaces: true),
                try await database.source(3, replaces: true),
            ]
            // The third agrees with the first, so that the second may replace neither.
            let values = ["1", "2", "1"]
            for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
                try await database.forgetAll()
                for number in order { try await database.load(sources[number], [transfer(1, value: values[number])]) }
                #expect(try await database.values() == ["1: 1"], "\(order)")
                #expect(try await database.ledger(of: sources[1]) == ["0: 1 = 0 + 0 + 1, 0"], "\(order)")
                try await database.expectTrueLedger()
            }
        }
    }

    /// With two sources, even counts and rejects are the same. With more, a record may have lost to one that has lost to another.
    @Test(arguments: [2, 4], [21, 22] as [UInt64])
    func endsAlikeInEveryOrderOfDelivery(sources count: Int, seed: UInt64) async throws {
        try await TestDatabase.with { database in
            var random = SeededGenerator(seed)
            var sources: [(id: SourceID, batches: [[UInt8]])] = []
            // One source that keeps, so that no two of them contradict each other, and others that replace.
            for number in 0..<count {
                let id = try await database.source(number + 1, replaces: number > 0)
                let batches = try (0..<3 as Range<UInt32>).map { sequence in
                    let keys = (0..<20).shuffled(using: &random).prefix(Int.random(in: 1...15, using: &random))
                    let rows = keys.map { key in
                        transfer(key + 20 * Int(sequence), value: "\(Int.random(in: 0...2, using: &random))")
                    }
                    var draft = Draft(.tokenTransfers, id, sequence, rows)
                    draft.isLast = sequence == 2
                    return try draft.bytes()
                }
                sources.append((id, batches))
            }
            var seen: Set<[String]> = []
            for _ in 0..<4 {
                try await database.forgetAll()
                var rest = sources.flatMap(\.batches).shuffled(using: &random)
                rest += rest.prefix(3)
                let loader = database.loader()
                while !rest.isEmpty {
                    let group = Array(rest.prefix(Int.random(in: 1...4, using: &random)))
                    rest.removeFirst(group.count)
                    #expect(await loader.load(group).compactMap { $0 }.isEmpty)
                }
                try await database.expectTrueLedger()
                var end = try await database.values()
                if count == 2 { end += try await database.rejects() }
                seen.insert(end)
            }
            #expect(seen.count == 1)
        }
    }

    @Test func aTokenOfASourceThatReplacesStaysWhateverItsBlock() async throws {
        for order in [[0, 1], [1, 0]] {
            try await TestDatabase.with { database in
                let sources = [
                    try await database.source(1, .tokens), try await database.source(2, .tokens, replaces: true),
                ]
                let rows = [token(1, symbol: "OLD", block: 9), token(1, symbol: "NEW", block: 3)]
                for number in order {
                    let batch = try Draft(.tokens, sources[number], [rows[number]]).bytes()
                    #expect(await database.loader().load([batch]).map(\.?.reason) == [nil])
                }
                #expect(try await database.rows(.tokens).map { $0[1] } == ["NEW"])
            }
        }
    }
}

extension TestDatabase {
    fileprivate func load(_ source: SourceID, _ rows: [Row]) async throws {
        let batch = try Draft(.tokenTransfers, source, rows).bytes()
        #expect(await loader().load([batch]).map(\.?.reason) == [nil])
    }

    /// Forgets all rows and batches.
    fileprivate func forgetAll() async throws {
        try await connection.execute(
            "TRUNCATE token_transfers, etl.rejects, etl.batches; UPDATE etl.sources SET batches = NULL")
    }

    /// The keys and values of transfers.
    fileprivate func values() async throws -> [String] {
        try await rows(.tokenTransfers).map { "\($0[0] ?? ""): \($0[6] ?? "")" }
    }
}
