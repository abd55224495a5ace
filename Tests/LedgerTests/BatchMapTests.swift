import ETLModels
import Postgres
import Testing

@testable import Ledger

@Suite(.ownDatabase) struct BatchMapTests {
    private let id = SourceID(uri: "/a.csv", size: 1, modified: 0)

    /// Enters the source with batches, and another one with all batches up to a high number.
    private func ledger(_ sequences: String, batches: Int? = nil) async throws -> PostgresConnection {
        let connection = try await OwnDatabase.migrated()
        let other = SourceID(uri: "/b.csv", size: 1, modified: 0)
        let entries = [(id, "/a.csv"), (other, "/b.csv")].map { id, uri in
            SourceEntry(
                id: id, uri: uri, kind: .tokens, format: "csv", columns: ["address"], bytes: 100, modified: 0,
                batchRecords: 1000)
        }
        _ = try await SourceTable.register(entries, on: connection)
        for (source, numbers) in [(id, sequences), (other, "generate_series(0, 99)")] {
            try await connection.execute(
                "INSERT INTO etl.batches SELECT '\(source)'::uuid, number, 1, 1, 0, 0, 0, 0, false, 1 FROM \(numbers) AS number"
            )
        }
        if let batches {
            try await connection.execute("UPDATE etl.sources SET batches = \(batches) WHERE source_id = '\(id)'")
        }
        return connection
    }

    private func look(_ connection: PostgresConnection, cells: Int = 200, gaps: Int = 20) async throws -> BatchMap? {
        try await BatchTable.map(of: id, cells: cells, gaps: gaps, on: connection)
    }

    @Test func aSourceWithoutBatchesHasNoMap() async throws {
        let connection = try await ledger("generate_series(1, 0)")
        #expect(try await look(connection) == nil)
    }

    @Test func listsTheRangesThatAreNotLoaded() async throws {
        let connection = try await ledger("unnest('{2,3,4,8,9,11}'::integer[])")
        let map = try #require(try await look(connection))
        // More may come behind the highest one.
        #expect(map.batches == 12 && map.size == 1 && map.loadedBatches == 6)
        #expect(map.loaded == [0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 0, 1])
        #expect(map.gaps == [0...1, 5...7, 10...10] && map.gapCount == 3)
        #expect((-1...12).filter { map.mayLack($0) } == [0, 1, 5, 6, 7, 10])
    }

    @Test func aSourceThatIsReadToItsEndHasAllItsBatches() async throws {
        let connection = try await ledger("generate_series(0, 4)", batches: 5)
        let whole = try #require(try await look(connection))
        #expect(whole.batches == 5 && whole.loadedBatches == 5 && whole.gaps.isEmpty && whole.gapCount == 0)
        // The ledger has forgotten the last ones.
        try await connection.execute("DELETE FROM etl.batches WHERE source_id = '\(id)' AND sequence > 2")
        let rest = try #require(try await look(connection))
        #expect(rest.batches == 5 && rest.loaded == [1, 1, 1, 0, 0] && rest.gaps == [3...4])
        try await connection.execute("DELETE FROM etl.batches WHERE source_id = '\(id)'")
        let none = try #require(try await look(connection))
        #expect(none.loaded == [0, 0, 0, 0, 0] && none.gaps == [0...4])
    }

    @Test func manyBatchesShareCellsAndOnlyTheFirstGapsAreListed() async throws {
        // Each hundredth one is missing, so that no cell is whole.
        let connection = try await ledger(
            "(SELECT n AS number FROM generate_series(0, 100004) AS n WHERE n % 100 <> 50)")
        let map = try #require(try await look(connection))
        #expect(map.batches == 100_005 && map.size == 501 && map.loaded.count == 200)
        #expect(map.loaded.first == 496 && map.batches(of: 0) == 501 && map.batches(of: 199) == 306)
        #expect(map.loadedBatches == 99_005)
        #expect(map.gaps.count == 20 && map.gapCount == 1000 && map.gaps.last == 1950...1950)
        // Of a gap that is not listed, the cell is known.
        #expect(map.mayLack(99_950) && map.mayLack(99_951))
    }

    @Test func theCellsAreFewWhateverTheNumber() async throws {
        let connection = try await ledger("generate_series(0, 6)")
        let map = try #require(try await look(connection, cells: 3))
        #expect(map.size == 3 && map.loaded == [3, 3, 1] && map.batches(of: 2) == 1)
    }
}
