import LocalServers

extension Invariants {
    /// The tables equal the reference, and no key appears twice.
    mutating func checkRows() async throws {
        let expectation = arena.expectation
        try await compareKeys(of: "tokens", "encode(address, 'hex')", expectation.tokenKeys)
        try await compareKeys(of: "token_transfers", "block_number, log_index", expectation.transferKeys)
        let rejects = try await rows("SELECT count(*), count(DISTINCT (source_id, record_number)) FROM etl.rejects")
        let counts = (rejects.first ?? []).compactMap { Int($0) }
        if counts.count == 2, counts[0] > counts[1] {
            add(doubled: counts[0] - counts[1])
            require(false, "\(counts[0] - counts[1]) rejects are there twice")
        }
        let differences = try await Reference.differences(arena.database.url, from: expectation)
        let first = differences.split(separator: "\n").prefix(6).joined(separator: "\n    ")
        require(differences.isEmpty, "the tables are not what the reference reads:\n    \(first)")
    }

    private mutating func compareKeys(of table: String, _ columns: String, _ expected: Set<String>) async throws {
        let keys = try await rows("SELECT \(columns) FROM \(table)").map { $0.joined(separator: "|") }
        let distinct = Set(keys)
        let lost = expected.subtracting(distinct).count
        let doubled = keys.count - distinct.count + distinct.subtracting(expected).count
        add(lost: lost, doubled: doubled)
        storedRows += keys.count
        require(lost == 0, "\(lost) rows of \(table) are lost")
        require(doubled == 0, "\(doubled) rows of \(table) are doubled, or nobody knows where they come from")
    }

    /// The ledger has every batch of every source, from 0 to the last.
    mutating func checkLedger() async throws {
        let broken = try await rows(
            """
            SELECT uri, count(b.sequence), coalesce(min(b.sequence), -1), coalesce(max(b.sequence), -1),
                coalesce(max(b.sequence) FILTER (WHERE b.is_last), -1), coalesce(s.batches, -1)
            FROM etl.sources AS s LEFT JOIN etl.batches AS b USING (source_id) GROUP BY s.source_id, uri, s.batches
            HAVING count(b.sequence) <> coalesce(max(b.sequence), -1) + 1 OR coalesce(min(b.sequence), -1) <> 0
                OR count(*) FILTER (WHERE b.is_last) <> 1
                OR s.batches IS DISTINCT FROM max(b.sequence) FILTER (WHERE b.is_last) + 1
            """)
        for row in broken where row.count == 6 {
            require(
                false,
                "the ledger of \(row[0]) has \(row[1]) batches from \(row[2]) to \(row[3]); the last is \(row[4]), "
                    + "and the source has \(row[5])")
        }
    }

    /// loaded + duplicates + rejected + dead = records, for every source.
    mutating func checkAccounts(_ letters: [DeadLetter]) async throws {
        let accounts = try await rows(
            """
            SELECT uri, source_id, coalesce(sum(loaded), 0), coalesce(sum(duplicates), 0), coalesce(sum(rejected), 0)
            FROM etl.sources LEFT JOIN etl.batches USING (source_id) GROUP BY uri, source_id
            """)
        require(accounts.count == arena.expectation.sourceCount, "there are \(accounts.count) sources in the ledger")
        var loaded = 0
        for account in accounts where account.count == 5 {
            loaded += Int(account[2]) ?? 0
            let dead = letters.filter { $0.source == account[1] && !$0.isForged }.reduce(0) { $0 + $1.records }
            let sum = account[2...].compactMap { Int($0) }.reduce(dead, +)
            let records = arena.expectation.records[account[0]] ?? -1
            // The keys count lost rows. This counts records that no count includes, and sources with too many.
            add(doubled: max(0, sum - records))
            require(
                sum == records,
                "\(account[0]) has \(records) records, but loaded + duplicates + rejected + dead = "
                    + "\(account[2]) + \(account[3]) + \(account[4]) + \(dead)")
        }
        // A row that is loaded again counts as a duplicate of itself, and its batch no longer says that it loaded the
        // row.
        let stored = storedRows
        let again = stored - loaded
        add(doubled: max(0, again))
        require(again == 0, "the tables have \(stored) rows, but the ledger says that \(loaded) were loaded")
    }
}
