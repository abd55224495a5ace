import Measuring

/// The comparison as a report for people.
struct ComparisonReport {
    private let result: ComparisonResult

    init(_ result: ComparisonResult) {
        self.result = result
    }

    var text: String { ([heading] + tables.map(\.text) + notes).joined(separator: "\n\n") }

    var markdown: String { ([heading] + tables.map(\.markdown) + notes).joined(separator: "\n\n") }

    /// The turn of token-etl with the median time.
    var typicalTurn: Turn? {
        let turns = result.contestants.first { $0.name == "token-etl" }?.turns ?? []
        return turns.sorted { $0.seconds < $1.seconds }.dropFirst((turns.count - 1) / 2).first
    }

    private var heading: String {
        let machine = result.machine
        return
            "\(Figure.count(Double(result.records))) transfers, \(Figure.megabytes(Double(result.fileBytes))) MB of CSV; "
            + "\(result.rounds) rounds, medians; \(machine.cores) × \(machine.processor), \(machine.system)"
    }

    private var tables: [ReportTable] { [comparison, processes] }

    private var comparison: ReportTable {
        var table = ReportTable([
            "", "s", "lowest", "highest", "rows/s", #"× \copy"#, "CPU s: own", "broker", "database", "MB: own",
            "broker",
            "database",
        ])
        for contestant in result.contestants {
            guard let seconds = contestant.seconds else {
                table.add([contestant.name, contestant.failure == nil ? "not here" : "failed"])
                continue
            }
            let groups = [ProcessMeter.client, TestBed.broker, TestBed.database]
            table.add(
                [
                    contestant.name, Figure.decimal(seconds.median, 2), Figure.decimal(seconds.lowest, 2),
                    Figure.decimal(seconds.highest, 2), Figure.count(Double(result.records) / seconds.median),
                    result.ratio(of: contestant).map { Figure.decimal($0, 2) } ?? "",
                ]
                    + groups.map { group in
                        contestant.median { $0.usages[group]?.cpuSeconds }.map { Figure.decimal($0, 2) } ?? ""
                    }
                    + groups.map { group in
                        contestant.highest { $0.usages[group]?.peakBytes }.map { Figure.megabytes(Double($0)) } ?? ""
                    })
        }
        return table
    }

    private var processes: ReportTable {
        var table = ReportTable(["", "process", "number", "user s", "system s", "peak MB"])
        for contestant in result.contestants {
            let groups = contestant.turns.first?.usages.keys.sorted() ?? []
            for group in groups {
                for row in ProcessRow.rows(of: contestant, group) {
                    table.add([contestant.name, row.name] + row.cells)
                }
            }
        }
        return table
    }

    private var notes: [String] {
        let missing = result.contestants.compactMap { entry in
            entry.missing.map { "\(entry.name) is not here: \($0)" }
                ?? entry.failure.map { "\(entry.name) failed: \($0)" }
        }
        let areFresh = result.contestants.flatMap(\.turns).allSatisfy(\.peaksAreFresh)
        return missing + (areFresh ? [] : ["The peaks of server processes are those since the start of the servers."])
    }
}

/// A line of the process table: the processes of one name.
private struct ProcessRow {
    let name: String
    let cells: [String]

    /// Returns the processes that use at least a hundredth of a second.
    static func rows(of contestant: ContestantResult, _ group: String) -> [ProcessRow] {
        let usages = contestant.turns.compactMap { $0.usages[group] }
        var names: [String] = []
        for process in usages.flatMap(\.processes) where !names.contains(process.name) { names.append(process.name) }
        let rows = names.compactMap { name -> ProcessRow? in
            let own = usages.compactMap { usage in usage.processes.first { $0.name == name } }
            guard let user = Sample(own.map(\.userSeconds))?.median,
                let system = Sample(own.map(\.systemSeconds))?.median, user + system >= 0.01
            else { return nil }
            let peak = Double(own.map(\.peakBytes).max() ?? 0)
            return ProcessRow(
                name: name,
                cells: [
                    "\(own.map(\.count).max() ?? 0)", Figure.decimal(user, 2), Figure.decimal(system, 2),
                    Figure.megabytes(peak),
                ])
        }
        guard let unseen = Sample(usages.map(\.unseenSeconds))?.median, unseen >= 0.01 else { return rows }
        return rows + [ProcessRow(name: "\(group), after the last look", cells: ["", Figure.decimal(unseen, 2)])]
    }
}
