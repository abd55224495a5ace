import Measuring
import SampleData

/// Loads tokens into an empty table, and over the same tokens.
struct TokenOverlap {
    let bed: TestBed
    let records: Int
    let rounds: Int

    func run() async throws -> [[String]] {
        guard let psql = Workshop.find("psql") else { throw BenchError("psql is not here") }
        let directory = bed.workshop.path("tokens-\(records)")
        let rows = bed.workshop.path("tokens.bin")
        defer { [directory, rows].forEach(Workshop.remove) }
        try bed.workshop.makeDirectory(directory)
        let options = SampleOptions(transfers: 0, tokens: records, badRecords: false, hostile: false)
        guard let file = try SampleGenerator.write(options, to: directory).first(where: { $0.loaded > 0 }) else {
            throw BenchError("the generator did not write tokens")
        }
        let contestants = Contestants(
            bed: bed, file: try TransferFile.write(1, in: bed.workshop), python: "", rivals: "")
        defer { contestants.file.remove() }
        let own = contestants.tokenETL(loading: file.path)
        let count = Expectation.tokens(file.loaded)
        _ = try await own.takeTurn(0, on: bed, expecting: count)
        let export = contestants.contestant("tokens", psql, [#"\copy tokens TO '\#(rows)' (FORMAT binary)"#])
        try await export.program.run(on: bed, log: "prepare")
        let command = #"\copy tokens FROM '\#(rows)' (FORMAT binary)"#
        let copy = contestants.contestant(Contestants.yardstick, psql, [command])
        try await bed.psql("CREATE UNLOGGED TABLE known AS SELECT * FROM tokens")
        var (copies, fresh, known): ([Turn], [Turn], [Turn]) = ([], [], [])
        for round in 1...rounds {
            copies.append(try await copy.takeTurn(round, on: bed, expecting: count))
            fresh.append(try await own.takeTurn(round, on: bed, expecting: count))
            let store = "INSERT INTO tokens SELECT * FROM known"
            known.append(try await own.takeTurn(round, on: bed, after: store, expecting: count))
            print(
                "round \(round): tokens, fresh and known: \([fresh, known].map { Figure.decimal($0[round - 1].seconds, 2) })"
            )
        }
        try await bed.psql("DROP TABLE known")
        guard let median = Sample(copies.map(\.seconds))?.median else { return [] }
        return [("tokens, empty table", copies), ("tokens, fresh", fresh), ("tokens, all known", known)].compactMap {
            Overlap.row($0, $1, beside: median)
        }
    }
}
