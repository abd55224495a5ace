import Measuring

/// Loads known rows in random order, which are scattered over a table with twenty times as many.
struct ScatteredKeys {
    let bed: TestBed
    let file: TransferFile
    let rounds: Int

    private static let copies = 20
    /// Between the blocks of two copies of the table `reference`.
    private static let blocks = 100_000_000

    func run() async throws -> [[String]] {
        guard let psql = Workshop.find("psql") else { throw BenchError("psql is not here") }
        let contestants = Contestants(bed: bed, file: file, python: "", rivals: "")
        let (texts, rows) = (bed.workshop.path("scattered.csv"), bed.workshop.path("scattered.bin"))
        defer { [texts, rows].forEach(Workshop.remove) }
        try await bed.reset()
        try await bed.store(Self.store)
        try await bed.psql("CREATE UNLOGGED TABLE scattered AS \(Self.scattered)")
        let exports = [
            #"\copy (SELECT \#(Self.texts) FROM scattered) TO '\#(texts)' (FORMAT csv, HEADER)"#,
            #"\copy scattered TO '\#(rows)' (FORMAT binary)"#, "DROP TABLE scattered",
        ]
        try await contestants.contestant("scattered", psql, exports).program.run(on: bed, log: "prepare")
        let copy = contestants.contestant(
            Contestants.yardstick, psql,
            [
                "CREATE TABLE other (LIKE token_transfers INCLUDING ALL)",
                #"\copy other (\#(OverlapCase.columns)) FROM '\#(rows)' (FORMAT binary)"#, "DROP TABLE other",
            ])
        let count = Expectation.rows(Self.copies * file.records)
        var (copies, turns): ([Turn], [Turn]) = ([], [])
        for round in 1...rounds {
            copies.append(try await copy.takeTurn(round, on: bed, keepingTables: true, expecting: count))
            let own = contestants.tokenETL(loading: texts)
            turns.append(try await own.takeTurn(round, on: bed, keepingTables: true, expecting: count))
            print("round \(round): random order, \(own.name): \(Figure.decimal(turns[round - 1].seconds, 2)) s")
        }
        try await bed.reset()
        guard let median = Sample(copies.map(\.seconds))?.median else { return [] }
        let name = "all known, in random order, one in \(Self.copies) of the table"
        return [Overlap.row(name, copies, beside: median), Overlap.row(name, turns, beside: median)].compactMap { $0 }
    }

    private static let store = """
        INSERT INTO token_transfers SELECT \(columns(of: "copy")) FROM generate_series(0, \(copies - 1)) AS copy, \
        LATERAL (SELECT * FROM reference ORDER BY place) AS known
        """

    private static let scattered = """
        SELECT \(columns(of: "place % \(copies)")) FROM reference ORDER BY hashint8(place)
        """

    private static func columns(of copy: String) -> String {
        OverlapCase.columns.replacing("block_number", with: "block_number + \(blocks) * (\(copy)) AS block_number")
    }

    private static let texts = TransferFile.columns.map { name in
        name.hasSuffix("address") || name.hasSuffix("hash") ? "'0x' || encode(\(name), 'hex') AS \(name)" : name
    }.joined(separator: ", ")
}
