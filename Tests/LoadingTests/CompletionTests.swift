import Bus
import ETLModels
import Postgres
import Synchronization
import TestData
import Testing

@testable import Loading

/// A record that knows more completes the stored row, in any order of arrival; one that contradicts it is a reject.
@Suite struct CompletionTests {
    /// What is stored, by the rules: the time and the sender of each key, where they are known.
    private struct Model {
        struct Content: Equatable {
            var time: Int?
            var sender: Int?
        }

        var stored: [Int: Content] = [:]

        /// Takes a record.
        ///
        /// - Returns: what becomes of it.
        mutating func take(_ key: Int, _ record: Content) -> GroupRows.Fate {
            guard var content = stored[key] else {
                stored[key] = record
                return .new
            }
            if let time = content.time, let other = record.time, time != other { return .conflict }
            if let sender = content.sender, let other = record.sender, sender != other { return .conflict }
            content = Content(time: content.time ?? record.time, sender: content.sender ?? record.sender)
            defer { stored[key] = content }
            return content == stored[key] ? .duplicate : .completing
        }
    }

    private static func row(_ key: Int, _ content: Model.Content) -> Row {
        var row = transfer(key, from: content.sender.map { hexadecimal($0, bytes: 20) })
        row[7] = content.time.map { "2022-08-08 23:06:0\($0)+00" }
        return row
    }

    private static func content(_ random: inout SeededGenerator, contradicting: Bool) -> Model.Content {
        let most = contradicting ? 2 : 1
        func value() -> Int? { Bool.random(using: &random) ? Int.random(in: 1...most, using: &random) : nil }
        return Model.Content(time: value(), sender: value())
    }

    /// A batch's counts as the ledger should have them, without the time of it.
    private static func counts(_ fates: [GroupRows.Fate]) -> [Int] {
        [.new, .duplicate, .completing, .conflict].map { (fate: GroupRows.Fate) in fates.count { $0 == fate } }
    }

    @Test(arguments: [true, false], 21...25 as ClosedRange<UInt64>)
    func endsAsTheRulesSay(contradicting: Bool, seed: UInt64) async throws {
        try await TestDatabase.with { database in
            var random = SeededGenerator(seed)
            var model = Model()
            for source in 1...4 {
                let id = try await database.source(source)
                var (drafts, expected): ([[UInt8]], [[Int]]) = ([], [])
                for sequence in 0..<3 {
                    var rows: [Row] = []
                    let fates = (0..<Int.random(in: 1...40, using: &random)).map { _ in
                        let key = Int.random(in: 1...40, using: &random)
                        let content = Self.content(&random, contradicting: contradicting)
                        rows.append(Self.row(key, content))
                        return model.take(key, content)
                    }
                    expected.append(Self.counts(fates))
                    let first = UInt64(sequence * 100 + 1)
                    drafts.append(
                        try Draft(.tokenTransfers, id, UInt32(sequence), firstRecord: first, rows).bytes())
                }
                let split = Int.random(in: 0...3, using: &random)
                let loader = database.loader()
                // The last are delivered again.
                for group in [drafts[..<split], drafts[split...], drafts[..<split]] {
                    #expect(await loader.load(Array(group)).allSatisfy { $0 == nil })
                }
                #expect(try await database.counts(of: id) == expected)
            }
            let rows = model.stored.sorted { $0.key < $1.key }.map { Self.row($0.key, $0.value) }
            #expect(try await database.rows(.tokenTransfers) == rows)
        }
    }

    @Test(arguments: 31...34 as ClosedRange<UInt64>)
    func endsTheSameInAnyOrder(seed: UInt64) async throws {
        var random = SeededGenerator(seed)
        let records = (0..<120).map { _ in
            Self.row(Int.random(in: 1...30, using: &random), Self.content(&random, contradicting: false))
        }
        var tables: Set<[Row]> = []
        for (order, size) in [(records, 120), (records.reversed(), 40), (records.shuffled(using: &random), 12)] {
            tables.insert(try await Self.table(of: order, batchSize: size))
        }
        #expect(tables.count == 1)
    }

    /// The table after records were loaded, each batch as a source and a group of its own.
    private static func table(of records: [Row], batchSize: Int) async throws -> [Row] {
        let found = Mutex<[Row]>([])
        try await TestDatabase.with { database in
            for (number, start) in stride(from: 0, to: records.count, by: batchSize).enumerated() {
                let id = try await database.source(number + 1)
                let batch = try Draft(.tokenTransfers, id, Array(records[start..<start + batchSize])).bytes()
                #expect(await database.loader().load([batch]).map(\.?.reason) == [nil])
            }
            let rows = try await database.rows(.tokenTransfers)
            found.withLock { $0 = rows }
        }
        return found.withLock { $0 }
    }

    @Test func seesThatARowWasCompletedMeanwhile() async throws {
        try await TestDatabase.with { database in
            let (one, two) = (try await database.source(1), try await database.source(2))
            let bare = Self.row(1, .init())
            let stored = try Draft(.tokenTransfers, one, [bare, Self.row(2, .init())]).bytes()
            #expect(await database.loader().load([stored]).map(\.?.reason) == [nil])
            let blocker = try await TestDatabase.connect(database.url)
            try await blocker.execute("BEGIN")
            try await blocker.execute(
                "UPDATE token_transfers SET block_timestamp = '2022-08-08 23:06:02+00' WHERE block_number = 1")
            let rows = [Self.row(1, .init(time: 1)), Self.row(2, .init(time: 1))]
            let load = Task { await database.loader().load([try Draft(.tokenTransfers, two, rows).bytes()]) }
            try await database.untilALoaderWaits()
            try await blocker.execute("COMMIT")
            #expect(try await load.value.map(\.?.reason) == [nil])
            await blocker.close()
            #expect(try await database.counts(of: two) == [[0, 0, 1, 1]])
            #expect(
                try await database.rows(.tokenTransfers) == [Self.row(1, .init(time: 2)), Self.row(2, .init(time: 1))])
        }
    }

    @Test func loadersThatCompleteTheSameRowsAgree() async throws {
        try await TestDatabase.with { database in
            let keys = Array(1...800)
            let ids = [try await database.source(1), try await database.source(2), try await database.source(3)]
            let bare = try Draft(.tokenTransfers, ids[0], keys.map { Self.row($0, .init()) }).bytes()
            #expect(await database.loader().load([bare]).map(\.?.reason) == [nil])
            let timed = try Draft(.tokenTransfers, ids[1], keys.map { Self.row($0, .init(time: 1)) }).bytes()
            let sent = try Draft(.tokenTransfers, ids[2], keys.reversed().map { Self.row($0, .init(sender: 1)) })
                .bytes()
            async let first = database.loader().loadAtLast([timed])
            async let second = database.loader().loadAtLast([sent])
            let outcomes = await first + second
            #expect(outcomes.allSatisfy { $0 == nil })
            #expect(try await database.counts(of: ids[1]) == [[0, 0, 800, 0]])
            #expect(try await database.counts(of: ids[2]) == [[0, 0, 800, 0]])
            let rows = keys.map { Self.row($0, .init(time: 1, sender: 1)) }
            #expect(try await database.rows(.tokenTransfers) == rows)
        }
    }
}

extension TestDatabase {
    /// The new, known, completing and conflicting records of a source's batches.
    fileprivate func counts(of source: SourceID) async throws -> [[Int]] {
        try await connection.query(
            """
            SELECT loaded, duplicates - completed, completed, rejected FROM etl.batches WHERE source_id = $1
            ORDER BY sequence
            """, [.uuid(source.bytes)]
        ).map { row in (0..<4).map { row.int($0) ?? -1 } }
    }
}
