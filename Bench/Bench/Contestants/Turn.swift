import Measuring

/// One run of one contestant.
struct Turn: Codable, Sendable {
    let contestant: String
    let round: Int
    /// The time that counts: from submitting the file to the last commit.
    let seconds: Double
    /// From the start of the program to its end.
    let wallSeconds: Double
    /// The resources that the program and the servers used, by group.
    let usages: [String: GroupUsage]
    /// Whether the servers' memory peaks are from this turn.
    let peaksAreFresh: Bool
    /// Rows and seconds of the transactions, in their order; only for token-etl, which has a ledger.
    let commits: [Commit]

    var client: GroupUsage? { usages[ProcessMeter.client] }
}

/// Batches of one commit.
struct Commit: Codable, Sendable {
    /// From the first transaction's start to this one's.
    let seconds: Double
    let rows: Int
}

/// The fields of the summary of `etl run` that the benchmark reads.
private struct Summary: Decodable {
    let elapsedSeconds: Double
}

/// The content that the table must have after a turn.
enum Expectation: Sendable {
    /// This number of rows.
    case rows(Int)
    /// The result of ``TestBed/content()``.
    case content(String)
    /// This number of tokens.
    case tokens(Int)
}

extension Contestant {
    /// Empties the tables, loads the file, and checks that all of it arrived.
    ///
    /// - Parameters:
    ///   - stored: SQL that stores rows before the file is loaded.
    ///   - isKept: whether the tables are left as they are, but for the ledger.
    func takeTurn(
        _ round: Int, on bed: TestBed, after stored: String? = nil, keepingTables isKept: Bool = false,
        expecting expected: Expectation
    ) async throws -> Turn {
        if isKept { try await bed.forget() } else { try await bed.reset() }
        if let stored { try await bed.store(stored) }
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
    /// Throws if a contestant has not loaded everything.
    fileprivate func check(_ expected: Expectation, of name: String) async throws {
        let (found, right): (String, String) =
            switch expected {
            case .rows(let count): (try await psql("SELECT count(*) FROM token_transfers"), "\(count)")
            case .content(let right): (try await content(), right)
            case .tokens(let count): (try await psql("SELECT count(*) FROM tokens"), "\(count)")
            }
        guard found == right else {
            throw BenchError("\(name) has loaded other rows: \(found) (count|checksum) instead of \(right)")
        }
    }

    /// The transactions that loaded the rows in the tables.
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
