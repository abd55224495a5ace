import ETLModels
import Ledger
import Postgres
import Testing

@Suite(.ownDatabase) struct SourceTests {
    @Test func keepsTheBatchSizeOfTheFirstSubmission() async throws {
        let connection = try await OwnDatabase.migrated()
        #expect(try await connection.register([entry(batchRecords: 1000)])[entry().id] == .needsJob(batchRecords: 1000))
        #expect(try await connection.register([entry(batchRecords: 7)])[entry().id] == .needsJob(batchRecords: 1000))
        try await connection.markSubmitted([entry().id])
        #expect(try await connection.register([entry(batchRecords: 7)])[entry().id] == .inProgress(batchRecords: 1000))
        #expect(try await connection.query("SELECT 1 FROM etl.sources").count == 1)
    }

    @Test func entersManySourcesInTheirOrder() async throws {
        let connection = try await OwnDatabase.migrated()
        let all = (1...Int64(PostgresConnection.mostSourcesAtOnce)).map { entry($0) }
        try await connection.markSubmitted(Array(connection.register([all[6], all[6]]).keys))
        let known = try await connection.register(all)
        #expect(known.count == all.count)
        #expect(known[all[6].id] == .inProgress(batchRecords: 1000))
        #expect(known.values.count { $0 == .needsJob(batchRecords: 1000) } == all.count - 1)
        let order = try await connection.progress().map(\.id)
        #expect(order == [all[6].id] + all.filter { $0.id != all[6].id }.map(\.id))
        try await connection.markSubmitted(all.dropLast().map(\.id))
        #expect(try await connection.register(all).values.count { $0 == .needsJob(batchRecords: 1000) } == 1)
        #expect(try await connection.register([]).isEmpty)
        try await connection.markSubmitted([])
    }

    @Test func isCompleteWhenTheLastBatchAndAllBeforeItAreIn() async throws {
        let connection = try await OwnDatabase.migrated()
        _ = try await connection.register([entry()])
        try await connection.markSubmitted([entry().id])
        try await enter(1, counts: "5, 2, 2, 1, 4", on: connection)
        try await connection.execute("UPDATE etl.sources SET batches = 2")
        #expect(try await connection.register([entry()])[entry().id] == .inProgress(batchRecords: 1000))
        #expect(try await connection.progress(of: [entry().id]).map(\.isComplete) == [false])
        try await enter(0, counts: "10, 10, 0, 0, 0", on: connection)
        #expect(try await connection.register([entry()])[entry().id] == .complete)
        let progress = try #require(try await connection.progress(of: [entry().id]).first)
        #expect(progress.isComplete)
        #expect([progress.records, progress.loaded, progress.duplicates] == [15, 12, 2])
        #expect([progress.rejected, progress.repaired, progress.batchesDone] == [1, 4, 2])
        #expect(progress.bytesDone == 100)
        #expect(progress.uri == "/exports/\"a\", b.csv")
    }

    @Test func batchesThatCannotBeAreNotLoaded() async throws {
        let connection = try await OwnDatabase.migrated()
        _ = try await connection.register([entry()])
        for sequence in [0, 2, Int(Int32.max)] { try await enter(sequence, counts: "1, 1, 0, 0, 0", on: connection) }
        let asked = [0, 1, 2, -1, Int(Int32.max), Int(Int32.max) + 1, .min, .max]
        #expect(
            try await connection.loadedSequences(among: [entry().id: asked, entry(2).id: asked])
                == [entry().id: [0, 2, Int(Int32.max)]])
        #expect(try await connection.loadedSequences(among: [:]).isEmpty)
    }

    @Test func tellsTheProgressOfThoseAskedFor() async throws {
        let connection = try await OwnDatabase.migrated()
        _ = try await connection.register([entry(1)])
        _ = try await connection.register([entry(2)])
        #expect(try await connection.progress().map(\.id) == [entry(1).id, entry(2).id])
        #expect(try await connection.progress(of: [entry(2).id]).map(\.id) == [entry(2).id])
        #expect(try await connection.progress(of: []).isEmpty)
        let nothing = try #require(try await connection.progress(of: [entry(2).id]).first)
        #expect(nothing.batches == nil)
        #expect(!nothing.isComplete)
        #expect(nothing.records == 0)
    }

    @Test func keepsAHeaderExactly() async throws {
        let connection = try await OwnDatabase.migrated()
        let columns = ["address", "", "a \"b\"", "c\\d", "NULL", "{e,f}", "é 🦄"]
        _ = try await connection.register([entry(columns: columns)])
        let rows = try await connection.query("SELECT unnest(columns) FROM etl.sources")
        #expect(rows.map { $0.string(0) } == columns)
        let modified = try await connection.query("SELECT modified_at = '1969-12-31 23:59:59.5+00' FROM etl.sources")
        #expect(modified.first?.bool(0) == true)
    }

    @Test func listsRejectsInOrderAndOnlyThoseAskedFor() async throws {
        let connection = try await OwnDatabase.migrated()
        _ = try await connection.register([entry(1)])
        _ = try await connection.register([entry(2)])
        try await connection.execute(
            """
            INSERT INTO etl.rejects VALUES
                ('\(entry(2).id)', 0, 1, 'missing', 'value', 'x'), ('\(entry(1).id)', 1, 10, 'conflict', NULL, 'y'),
                ('\(entry(1).id)', 0, 9, 'missing', NULL, NULL)
            """)
        #expect(try await connection.rejects(limit: 9).map(\.recordNumber) == [9, 10, 1])
        #expect(try await connection.rejects(limit: 2).map(\.recordNumber) == [9, 10])
        #expect(try await connection.rejects(RejectFilter(sources: [entry(1).id]), limit: 9).map(\.raw) == ["", "y"])
        #expect(try await connection.rejects(RejectFilter(reason: "missing"), limit: 9).map(\.field) == [nil, "value"])
        #expect(
            try await connection.rejects(RejectFilter(sources: [entry(2).id], reason: "conflict"), limit: 9).isEmpty)
    }

    @Test func goesThroughRejectsInPagesOfBoundedSize() async throws {
        let connection = try await OwnDatabase.migrated()
        _ = try await connection.register([entry()])
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
            let page = try await connection.rejects(of: id, after: last)
            guard let end = page.last else { break }
            pages.append(page.count)
            numbers += page.map(\.recordNumber)
            last = end.recordNumber
        }
        #expect(pages == [3, 3, 1000, 1000, 494])
        #expect(numbers == Array(1...2500))
        let conflicts = try await connection.rejects(of: id, after: 2000, reason: "conflict")
        #expect(conflicts.map(\.recordNumber) == Array(stride(from: 2002, through: 2500, by: 2)))
    }

    @Test func tellsTheSourcesThatHaveRejectsAndThoseThatAFileIs() async throws {
        let connection = try await OwnDatabase.migrated()
        for number in 1...3 { _ = try await connection.register([entry(Int64(number), columns: ["a", "b"])]) }
        try await connection.execute("INSERT INTO etl.rejects VALUES ('\(entry(2).id)', 0, 1, 'missing', NULL, 'x')")
        #expect(try await connection.sourcesWithRejects().map(\.id) == [entry(2).id])
        #expect(try await connection.sourcesWithRejects(RejectFilter(kind: .tokenTransfers)).isEmpty)
        #expect(try await connection.sourcesWithRejects(RejectFilter(reason: "conflict")).isEmpty)
        #expect(try await connection.sourcesWithRejects(RejectFilter(sources: [entry(3).id])).isEmpty)
        #expect(try await connection.latestSources(of: ["/nowhere", entry().uri]) == [entry(3).id])
        #expect(try await connection.latestSources(of: ["/nowhere"]).isEmpty)
        let known = try await connection.rejectSource(entry(2).id)
        #expect(known?.columns == ["a", "b"])
        #expect(known?.delimiter == ",")
        #expect(try await connection.rejectSource(entry(9).id) == nil)
    }

    private func entry(_ number: Int64 = 1, columns: [String] = [], batchRecords: Int = 1000) -> SourceEntry {
        SourceEntry(
            id: SourceID(uri: "/a.csv", size: number, modified: 0), uri: "/exports/\"a\", b.csv", kind: .tokens,
            format: "csv", columns: columns, bytes: 100, modified: -500_000_000, batchRecords: batchRecords)
    }

    private func enter(_ sequence: Int, counts: String, on connection: PostgresConnection) async throws {
        try await connection.execute(
            "INSERT INTO etl.batches VALUES ('\(entry().id)', \(sequence), \(counts), 0, false, 50)")
    }
}
