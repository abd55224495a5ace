import ETLModels
import Ledger
import Postgres
import Testing

@Suite(.ownDatabase) struct SourceTests {
    @Test func keepsTheBatchSizeOfTheFirstSubmission() async throws {
        let connection = try await OwnDatabase.migrated()
        #expect(
            try await SourceTable.register([entry(batchRecords: 1000)], on: connection)[entry().id]
                == .needsJob(batchRecords: 1000))
        #expect(
            try await SourceTable.register([entry(batchRecords: 7)], on: connection)[entry().id]
                == .needsJob(batchRecords: 1000))
        try await SourceTable.markSubmitted([entry().id], on: connection)
        #expect(
            try await SourceTable.register([entry(batchRecords: 7)], on: connection)[entry().id]
                == .inProgress(batchRecords: 1000))
        #expect(try await connection.query("SELECT 1 FROM etl.sources").count == 1)
    }

    /// Of sources that replace, the one with the greatest number wins.
    @Test func numbersSourcesInTheOrderOfTheArguments() async throws {
        let connection = try await OwnDatabase.migrated()
        let all = (1...20 as ClosedRange<Int64>).map { entry($0) }
        _ = try await SourceTable.register(all, on: connection)
        let ids = try await connection.query("SELECT source_id FROM etl.sources ORDER BY number").map { $0.string(0) }
        #expect(ids == all.map { "\($0.id)" })
    }

    @Test func entersManySourcesInTheirOrder() async throws {
        let connection = try await OwnDatabase.migrated()
        let all = (1...Int64(SourceTable.mostAtOnce)).map { entry($0) }
        try await SourceTable.markSubmitted(
            Array(SourceTable.register([all[6], all[6]], on: connection).keys), on: connection)
        let known = try await SourceTable.register(all, on: connection)
        #expect(known.count == all.count)
        #expect(known[all[6].id] == .inProgress(batchRecords: 1000))
        #expect(known.values.count { $0 == .needsJob(batchRecords: 1000) } == all.count - 1)
        let order = try await SourceTable.progress(on: connection).map(\.id)
        #expect(order == [all[6].id] + all.filter { $0.id != all[6].id }.map(\.id))
        try await SourceTable.markSubmitted(all.dropLast().map(\.id), on: connection)
        #expect(
            try await SourceTable.register(all, on: connection).values.count { $0 == .needsJob(batchRecords: 1000) }
                == 1)
        #expect(try await SourceTable.register([], on: connection).isEmpty)
        try await SourceTable.markSubmitted([], on: connection)
    }

    @Test func isCompleteWhenTheLastBatchAndAllBeforeItAreIn() async throws {
        let connection = try await OwnDatabase.migrated()
        _ = try await SourceTable.register([entry()], on: connection)
        try await SourceTable.markSubmitted([entry().id], on: connection)
        try await enter(1, counts: "5, 2, 2, 1, 4", on: connection)
        try await connection.execute("UPDATE etl.sources SET batches = 2")
        #expect(
            try await SourceTable.register([entry()], on: connection)[entry().id] == .inProgress(batchRecords: 1000))
        #expect(try await SourceTable.progress(of: [entry().id], on: connection).map(\.isComplete) == [false])
        try await enter(0, counts: "10, 10, 0, 0, 0", on: connection)
        #expect(try await SourceTable.register([entry()], on: connection)[entry().id] == .complete)
        let progress = try #require(try await SourceTable.progress(of: [entry().id], on: connection).first)
        #expect(progress.isComplete)
        #expect([progress.records, progress.loaded, progress.duplicates] == [15, 12, 2])
        #expect([progress.rejected, progress.repaired, progress.batchesDone] == [1, 4, 2])
        #expect(progress.bytesDone == 100)
        #expect(progress.uri == "/exports/\"a\", b.csv")
    }

    @Test func batchesThatCannotBeAreNotLoaded() async throws {
        let connection = try await OwnDatabase.migrated()
        _ = try await SourceTable.register([entry()], on: connection)
        for sequence in [0, 2, Int(Int32.max)] { try await enter(sequence, counts: "1, 1, 0, 0, 0", on: connection) }
        let asked = [0, 1, 2, -1, Int(Int32.max), Int(Int32.max) + 1, .min, .max]
        #expect(
            try await BatchTable.loadedSequences(among: [entry().id: asked, entry(2).id: asked], on: connection)
                == [entry().id: [0, 2, Int(Int32.max)]])
        #expect(try await BatchTable.loadedSequences(among: [:], on: connection).isEmpty)
    }

    @Test func tellsTheProgressOfThoseAskedFor() async throws {
        let connection = try await OwnDatabase.migrated()
        _ = try await SourceTable.register([entry(1)], on: connection)
        _ = try await SourceTable.register([entry(2)], on: connection)
        #expect(try await SourceTable.progress(on: connection).map(\.id) == [entry(1).id, entry(2).id])
        #expect(try await SourceTable.progress(of: [entry(2).id], on: connection).map(\.id) == [entry(2).id])
        #expect(try await SourceTable.progress(of: [], on: connection).isEmpty)
        let nothing = try #require(try await SourceTable.progress(of: [entry(2).id], on: connection).first)
        #expect(nothing.batches == nil)
        #expect(!nothing.isComplete)
        #expect(nothing.records == 0)
    }

    @Test func keepsAHeaderExactly() async throws {
        let connection = try await OwnDatabase.migrated()
        let columns = ["address", "", "a \"b\"", "c\\d", "NULL", "{e,f}", "é 🦄"]
        _ = try await SourceTable.register([entry(columns: columns)], on: connection)
        let rows = try await connection.query("SELECT unnest(columns) FROM etl.sources")
        #expect(rows.map { $0.string(0) } == columns)
        let modified = try await connection.query("SELECT modified_at = '1969-12-31 23:59:59.5+00' FROM etl.sources")
        #expect(modified.first?.bool(0) == true)
    }

    @Test func listsRejectsInOrderAndOnlyThoseAskedFor() async throws {
        let connection = try await OwnDatabase.migrated()
        _ = try await SourceTable.register([entry(1)], on: connection)
        _ = try await SourceTable.register([entry(2)], on: connection)
        try await connection.execute(
            """
            INSERT INTO etl.rejects VALUES
                ('\(entry(2).id)', 0, 1, 'missing', 'value', 'x'), ('\(entry(1).id)', 1, 10, 'conflict', NULL, 'y'),
                ('\(entry(1).id)', 0, 9, 'missing', NULL, NULL)
            """)
        #expect(try await RejectTable.rejects(limit: 9, on: connection).map(\.recordNumber) == [9, 10, 1])
        #expect(try await RejectTable.rejects(limit: 2, on: connection).map(\.recordNumber) == [9, 10])
        #expect(
            try await RejectTable.rejects(RejectFilter(sources: [entry(1).id]), limit: 9, on: connection).map(\.raw)
                == ["", "y"])
        #expect(
            try await RejectTable.rejects(RejectFilter(reason: "missing"), limit: 9, on: connection).map(\.field) == [
                nil, "value",
            ])
        #expect(
            try await RejectTable.rejects(
                RejectFilter(sources: [entry(2).id], reason: "conflict"), limit: 9, on: connection
            ).isEmpty)
    }

    @Test func goesThroughRejectsInPagesOfBoundedSize() async throws {
        let connection = try await OwnDatabase.migrated()
        _ = try await SourceTable.register([entry()], on: connection)
        let id = entry().id
        try await connection.execute(
            """
            INSERT INTO etl.rejects SELECT '\(id)', 0, n, 'missing', NULL, repeat('x', 1 << 20)
                FROM generate_series(1, 7) AS n;
            INSERT INTO etl.rejects SELECT '\(id)', 0, n, CASE WHEN n % 2 = 0 THEN 'conflict' ELSE 'missing' END, NULL, NULL
                FROM generate_series(8, 2500) AS n
            """)
        var (pages, numbers, last): ([Int], [Int64], Int64) = ([], [], 0)
        while true {
            let page = try await RejectTable.rejects(of: id, after: last, on: connection)
            guard let end = page.last else { break }
            pages.append(page.count)
            numbers += page.map(\.recordNumber)
            last = end.recordNumber
        }
        #expect(pages == [3, 3, 1000, 1000, 494])
        #expect(numbers == Array(1...2500))
        let conflicts = try await RejectTable.rejects(of: id, after: 2000, reason: "conflict", on: connection)
        #expect(conflicts.map(\.recordNumber) == Array(stride(from: 2002, through: 2500, by: 2)))
    }

    @Test func tellsTheSourcesThatHaveRejectsAndThoseThatAFileIs() async throws {
        let connection = try await OwnDatabase.migrated()
        for number in 1...3 {
            _ = try await SourceTable.register([entry(Int64(number), columns: ["a", "b"])], on: connection)
        }
        try await connection.execute("INSERT INTO etl.rejects VALUES ('\(entry(2).id)', 0, 1, 'missing', NULL, 'x')")
        #expect(try await RejectTable.sourcesWithRejects(on: connection).map(\.id) == [entry(2).id])
        #expect(try await RejectTable.sourcesWithRejects(RejectFilter(kind: .tokenTransfers), on: connection).isEmpty)
        #expect(try await RejectTable.sourcesWithRejects(RejectFilter(reason: "conflict"), on: connection).isEmpty)
        #expect(try await RejectTable.sourcesWithRejects(RejectFilter(sources: [entry(3).id]), on: connection).isEmpty)
        #expect(try await SourceTable.latestSources(of: ["/nowhere", entry().uri], on: connection) == [entry(3).id])
        #expect(try await SourceTable.latestSources(of: ["/nowhere"], on: connection).isEmpty)
        let known = try await SourceTable.rejectSource(entry(2).id, on: connection)
        #expect(known?.columns == ["a", "b"])
        #expect(known?.delimiter == ",")
        #expect(try await SourceTable.rejectSource(entry(9).id, on: connection) == nil)
    }

    @Test func keepsTheNamesThatAFileHasForItsColumns() async throws {
        let connection = try await OwnDatabase.migrated()
        let renames = [ColumnRename(name: "ADDR, \"x\"", column: "address")]
        let source = entry(7, columns: ["address", "name"], renames: renames)
        _ = try await SourceTable.register([source, entry(8, columns: ["address"])], on: connection)
        let known = try #require(try await SourceTable.rejectSource(source.id, on: connection))
        #expect(known.renames == renames)
        #expect(known.columns == ["address", "name"])
        #expect(known.fieldNames == ["ADDR, \"x\"", "name"])
        #expect(try await SourceTable.columns(of: source.id, on: connection) == ["address", "name"])
        #expect(try await SourceTable.rejectSource(entry(8).id, on: connection)?.renames.isEmpty == true)
    }

    private func entry(
        _ number: Int64 = 1, columns: [String] = [], renames: [ColumnRename] = [], batchRecords: Int = 1000
    ) -> SourceEntry {
        SourceEntry(
            id: SourceID(uri: "/a.csv", size: number, modified: 0), uri: "/exports/\"a\", b.csv", kind: .tokens,
            format: "csv", columns: columns, renames: renames, bytes: 100, modified: -500_000_000,
            batchRecords: batchRecords)
    }

    private func enter(_ sequence: Int, counts: String, on connection: PostgresConnection) async throws {
        try await connection.execute(
            "INSERT INTO etl.batches VALUES ('\(entry().id)', \(sequence), \(counts), 0, false, 50)")
    }
}
