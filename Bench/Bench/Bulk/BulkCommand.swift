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
            var table = ReportTable([
                "order of blocks", "s", "rows/s", "last fifth / first", "log / table and key", "database CPU s",
            ])
            for order in OrderedFiles.Order.allCases {
                let source = try OrderedFiles(rows: rows, files: files, order, in: workshop)
                defer { source.remove() }
                for flags in alone ? [[]] : [[], ["--keep-key"]] {
                    let title = "\(order.rawValue)\(flags.isEmpty ? "" : ", key kept")"
                    for round in 1...options.rounds {
                        let row = try await BulkTurn(bed: bed, source: source, flags: flags).row(title, round)
                        print(row.joined(separator: "  "))
                        table.add(row)
                    }
                }
            }
            return table
        }
        print("\n" + table.text)
        try workshop.write(table.markdown, to: "bulk.md")
    }
}

/// One load of all files.
private struct BulkTurn {
    let bed: TestBed
    let source: OrderedFiles
    let flags: [String]

    /// The cells of the table.
    func row(_ title: String, _ round: Int) async throws -> [String] {
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
