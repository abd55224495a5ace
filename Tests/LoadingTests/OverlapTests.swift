import Bus
import ETLModels
import Postgres
import TestData
import Testing

@testable import Loading

/// Random overlapping files, in random groups, end as a model of the rules says, however the search finds the keys.
@Suite struct OverlapTests {
    /// How stored rows lie among those of a group.
    enum Layout: CaseIterable {
        /// The range of keys has few other rows, so that it is read.
        case dense
        /// The range has many other rows, so that keys are looked up.
        case sparse
    }

    /// What is stored, by the rules.
    private struct Model {
        /// The value of each key.
        var stored: [Int: Int] = [:]

        /// Takes the records of a batch.
        ///
        /// - Returns: the batch as the ledger shows it.
        mutating func take(_ records: [(key: Int, value: Int)], sequence: Int) -> String {
            var counts = (loaded: 0, duplicates: 0, rejected: 0)
            for (key, value) in records {
                switch stored[key] {
                case nil:
                    stored[key] = value
                    counts.loaded += 1
                case value: counts.duplicates += 1
                default: counts.rejected += 1
                }
            }
            return "\(sequence): \(records.count) = \(counts.loaded) + \(counts.duplicates) + \(counts.rejected), 0"
        }
    }

    @Test(arguments: Layout.allCases, [11, 12, 13] as [UInt64])
    func endsAsTheRulesSay(layout: Layout, seed: UInt64) async throws {
        try await TestDatabase.with { database in
            var random = SeededGenerator(seed)
            if layout == .sparse { try await storeOthers(in: database) }
            let before = try await database.rows(.tokenTransfers).count
            var model = Model()
            for source in 1...4 {
                let id = try await database.source(source)
                var (drafts, expected): ([[UInt8]], [String]) = ([], [])
                for sequence in 0..<4 {
                    let records = (0..<Int.random(in: 1...60, using: &random)).map { _ in
                        (key: Int.random(in: 0..<150, using: &random), value: Int.random(in: 0..<9, using: &random) / 8)
                    }
                    expected.append(model.take(records, sequence: sequence))
                    let rows = records.map { transfer($0.key * 100 + 1, value: "\($0.value)") }
                    let first = UInt64(sequence * 100 + 1)
                    drafts.append(
                        try Draft(.tokenTransfers, id, UInt32(sequence), firstRecord: first, rows).bytes())
                }
                let split = Int.random(in: 0...4, using: &random)
                let loader = database.loader()
                for group in [drafts[..<split], drafts[split...], drafts[..<split]] {
                    #expect(await loader.load(Array(group)).allSatisfy { $0 == nil })
                }
                #expect(try await database.ledger(of: id) == expected)
            }
            #expect(try await database.rows(.tokenTransfers).count == before + model.stored.count)
            try await expect(model, in: database)
        }
    }

    private func expect(_ model: Model, in database: TestDatabase) async throws {
        for (key, value) in model.stored {
            let rows = try await database.connection.query(
                "SELECT value FROM token_transfers WHERE block_number = $1 AND log_index = 0",
                [.integer(Int64(key * 100 + 1))])
            #expect(rows.map { $0.int(0) } == [value])
        }
    }

    /// Stores 3,000 rows between the keys of the test.
    private func storeOthers(in database: TestDatabase) async throws {
        let id = try await database.source(99)
        let rows = (0..<3000).map { transfer($0 * 5 + 2, value: "7") }
        let batch = try Draft(.tokenTransfers, id, rows).bytes()
        #expect(await database.loader().load([batch]).map(\.?.reason) == [nil])
    }
}
