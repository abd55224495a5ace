import ArgumentParser
import Measuring

struct BulkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bulk",
        abstract: "Loads transfers in the order of blocks and in random order, without the key and with it.")

    @OptionGroup var options: BenchOptions

    @Option(help: "Transfers in all files together.")
    var rows = 10_000_000

    @Option(help: "Files.")
    var files = 5

    @Flag(help: "Leave out the loads that keep the key.")
    var alone = false

    func validate() throws {
        guard rows >= 1000 * files, files > 0 else {
            throw ValidationError("--rows must be 1000 for each file, or more")
        }
    }

    func run() async throws {
        let workshop = try Workshop(options.directory)
        let table = try await TestBed.with(workshop) { bed in
            let sources = try OrderedFiles.Order.allCases.map {
                try OrderedFiles(rows: rows, files: files, $0, in: workshop)
            }
            defer { for source in sources { source.remove() } }
            let loads = sources.flatMap { source in
                (alone ? [[]] : [[], ["--keep-key"]]).map { BulkLoad(bed: bed, source: source, flags: $0) }
            }
            // The server makes the files of its log during the first load, and uses them again.
            _ = try await loads[0].row(0)
            var table = ReportTable(BulkLoad.header)
            for round in 1...options.rounds {
                for load in Comparison.order(loads, round) {
                    let row = try await load.row(round)
                    print(row.joined(separator: "  "))
                    table.add(row)
                }
            }
            return table
        }
        print("\n" + table.text)
        try workshop.write(table.markdown, to: "bulk.md")
    }
}

/// One load of all files.
private struct BulkLoad {
    static let header = [
        "order of blocks", "s", "rows/s", "of these the end, s", "last fifth / first", "log / table and key",
        "database CPU s",
    ]

    let bed: TestBed
    let source: OrderedFiles
    let flags: [String]

    /// The cells of the table.
    func row(_ round: Int) async throws -> [String] {
        let title = "\(source.order.rawValue)\(flags.isEmpty ? "" : ", key kept")"
        let file = TransferFile(source)
        let contestant = Contestants(bed: bed, file: file, python: "", rivals: "")
            .tokenETL(flags, loading: source.directory)
        try await bed.reset()
        let start = try await bed.psql("SELECT pg_current_wal_lsn()")
        let turn = try await contestant.takeTurn(round, on: bed, expecting: .rows(source.rows))
        let share = try await bed.psql(
            """
            SELECT round(pg_wal_lsn_diff(pg_current_wal_lsn(), '\(start)')
                / (pg_table_size('token_transfers') + pg_relation_size('token_transfers_pkey')), 2)
            """)
        let database = turn.usages[TestBed.database]?.cpuSeconds ?? 0
        return [
            title, Figure.decimal(turn.seconds, 1), Figure.count(Double(source.rows) / turn.seconds),
            Figure.decimal(turn.seconds - (turn.commits.last?.seconds ?? 0), 1),
            Figure.decimal(lastFifth(turn.commits), 2), share, Figure.decimal(database, 1),
        ]
    }

    /// The rate of the last fifth of the rows relative to that of the first, by the times of transactions.
    private func lastFifth(_ commits: [Commit]) -> Double {
        let fifth = source.rows / 5
        func time(of rows: Int) -> Double {
            var sum = 0
            return commits.first { commit in
                sum += commit.rows
                return sum >= rows
            }?.seconds ?? 0
        }
        let end = commits.last?.seconds ?? 0
        return time(of: fifth) / max(0.001, end - time(of: source.rows - fifth))
    }
}
