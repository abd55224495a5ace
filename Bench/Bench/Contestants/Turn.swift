import Measuring

/// One run of one contestant.
struct Turn: Codable, Sendable {
    let contestant: String
    let round: Int
    /// What counts: from submitting the file to the last commit.
    let seconds: Double
    /// From the start of the program to its end.
    let wallSeconds: Double
    /// What the program and the servers used, by group.
    let usages: [String: GroupUsage]
    /// Whether the servers' peaks are those of this turn.
    let peaksAreFresh: Bool
    /// Rows and seconds of the transactions, in their order; for token-etl only, whose ledger knows.
    let commits: [Commit]

    var client: GroupUsage? { usages[ProcessMeter.client] }
}

/// Some batches that were committed together.
struct Commit: Codable, Sendable {
    /// From the first transaction's start to this one's.
    let seconds: Double
    let rows: Int
}

/// The part of the summary of `etl run` that is of interest.
private struct Summary: Decodable {
    let elapsedSeconds: Double
}

/// What the table must hold after a turn.
enum Expectation: Sendable {
    /// So many rows.
    case rows(Int)
    /// What ``TestBed/content()`` has said of it.
    case content(String)
}

extension Contestant {
    /// Empties the tables, loads the file, and makes sure that all of it arrived.
    func takeTurn(_ round: Int, on bed: TestBed, expecting expected: Expectation) async throws -> Turn {
        try await bed.reset()
        let run = try await program.run(on: bed, log: name.filter { $0.isLetter || $0 == "-" })
        try await bed.check(expected, of: name)
        var seconds = run.seconds
        if let summary { seconds = try JSONFile.read(Summary.self, from: summary).elapsedSeconds }
        return Turn(
            contestant: name, round: round, seconds: seconds, wallSeconds: run.seconds, usages: run.usages,
            peaksAreFresh: run.peaksAreFresh, commits: summary == nil ? [] : try await bed.commits())
    }
}

extension TestBed {
    /// Nobody wins by doing less.
    fileprivate func check(_ expected: Expectation, of name: String) async throws {
        let (found, right): (String, String) =
            switch expected {
            case .rows(let count): (try await psql("SELECT count(*) FROM token_transfers"), "\(count)")
            case .content(let right): (try await content(), right)
            }
        guard found == right else {
            throw BenchError("\(name) has loaded other rows: \(found) (count|checksum) instead of \(right)")
        }
    }

    /// The transactions that have loaded what is in the tables.
    fileprivate func commits() async throws -> [Commit] {
        let rows = try await psql(
            """
            SELECT extract(epoch FROM loaded_at - min(loaded_at) OVER ()), sum(loaded) FROM etl.batches \
            GROUP BY loaded_at ORDER BY loaded_at
            """)
        return rows.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: "|")
            guard fields.count == 2, let seconds = Double(fields[0]), let rows = Int(fields[1]) else { return nil }
            return Commit(seconds: seconds, rows: rows)
        }
    }
}
