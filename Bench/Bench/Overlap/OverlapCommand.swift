import ArgumentParser
import Measuring
import SystemPackage

struct OverlapCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "overlap", abstract: "Loads a file of which a part is stored already, in different ways, in turns."
    )

    @OptionGroup var options: BenchOptions

    @Option(help: "Transfers in the generated file.")
    var records = 1_000_000

    @Flag(help: "Measure token-etl only.")
    var alone = false

    @Option(help: ArgumentHelp("A Python that has pandas and psycopg2.", valueName: "program"))
    var python = ".build/bench/venv/bin/python"

    @Option(help: ArgumentHelp("The directory with what other programs are given.", valueName: "directory"))
    var rivals = "Bench/Rivals"

    func run() async throws {
        let workshop = try Workshop(options.directory)
        let table = try await TestBed.with(workshop) { bed in
            let file = try TransferFile.write(records, in: workshop)
            defer { file.remove() }
            let contestants = Contestants(bed: bed, file: file, python: python, rivals: rivals)
            var table = try await Overlap(contestants, rounds: options.rounds, alone: alone).run()
            for row in try await ScatteredKeys(bed: bed, file: file, rounds: options.rounds).run() { table.add(row) }
            for row in try await TokenOverlap(bed: bed, records: records, rounds: options.rounds).run() {
                table.add(row)
            }
            return table
        }
        print("\n" + table.text)
        try workshop.write(table.markdown, to: "overlap.md")
        print("\nresults: \(workshop.path("overlap.md"))")
    }
}

/// Loads one file over stored rows, in all cases and ways, and compares with a binary copy into an empty table.
struct Overlap {
    private let contestants: Contestants
    private let rounds: Int
    private let alone: Bool

    /// - Parameter alone: whether only token-etl is measured.
    init(_ contestants: Contestants, rounds: Int, alone: Bool) {
        (self.contestants, self.rounds, self.alone) = (contestants, rounds, alone)
    }

    func run() async throws -> ReportTable {
        guard let psql = Workshop.find("psql") else { throw BenchError("psql is not here") }
        let bed = contestants.bed
        defer { Workshop.remove(contestants.rowsFile) }
        try await bed.reset()
        try await contestants.byHand(psql).program.run(on: bed, log: "prepare")
        let content = try await bed.content()
        try await contestants.rowsWriter(psql).program.run(on: bed, log: "prepare")
        try await bed.psql(OverlapCase.createReference)
        let yardstick = contestants.binaryCopy(psql)
        var (copies, turns): ([Turn], [OverlapCase: [Turn]]) = ([], [:])
        for round in 1...rounds {
            copies.append(try await yardstick.takeTurn(round, on: bed, expecting: .content(content)))
            for known in Comparison.order(OverlapCase.allCases, round) {
                for way in Comparison.order(ways(known, psql), round) {
                    let turn = try await way.takeTurn(
                        round, on: bed, after: known.store, expecting: .content(content))
                    print("round \(round): \(known.rawValue), \(way.name): \(Figure.decimal(turn.seconds, 2)) s")
                    turns[known, default: []].append(turn)
                }
            }
        }
        return report(copies, turns)
    }

    /// The ways to load the file. pandas and pgloader have none that completes rows.
    private func ways(_ known: OverlapCase, _ psql: FilePath) -> [Contestant] {
        guard !alone else { return [contestants.tokenETL()] }
        let completes = known == .lessKnown
        let byHand = [
            contestants.insertOnConflict(psql, completing: completes), contestants.merge(psql, completing: completes),
        ]
        let others = completes ? [] : [contestants.pandas(keepingStored: true), contestants.pgloader]
        return [contestants.tokenETL()] + byHand + others.compactMap(\.contestant)
    }

    private func report(_ copies: [Turn], _ turns: [OverlapCase: [Turn]]) -> ReportTable {
        var table = ReportTable(["", "way", "s", "lowest", "highest", #"× \copy"#, "database CPU s", "MB: loader"])
        guard let copy = Sample(copies.map(\.seconds)) else { return table }
        table.add([
            #"empty table"#, Contestants.yardstick, Figure.decimal(copy.median, 2), Figure.decimal(copy.lowest, 2),
            Figure.decimal(copy.highest, 2), "1.00", "", "",
        ])
        for known in OverlapCase.allCases {
            let all = turns[known] ?? []
            for way in all.map(\.contestant).uniqued {
                let own = all.filter { $0.contestant == way }
                if let row = Self.row(known.rawValue, own, beside: copy.median) { table.add(row) }
            }
        }
        return table
    }

    /// A row of the report; nil without turns.
    ///
    /// - Parameters:
    ///   - turns: of one way.
    ///   - copy: the seconds of the binary copy.
    static func row(_ name: String, _ turns: [Turn], beside copy: Double) -> [String]? {
        guard let seconds = Sample(turns.map(\.seconds)), let way = turns.first?.contestant,
            let database = Sample(turns.compactMap { $0.usages[TestBed.database]?.cpuSeconds })
        else { return nil }
        let loader = turns.compactMap { $0.client?.processes.first { $0.name == "loader" }?.peakBytes }.max()
        return [
            name, way, Figure.decimal(seconds.median, 2), Figure.decimal(seconds.lowest, 2),
            Figure.decimal(seconds.highest, 2), Figure.decimal(copy / seconds.median, 2),
            Figure.decimal(database.median, 2), loader.map { Figure.megabytes(Double($0)) } ?? "",
        ]
    }
}

extension [String] {
    /// Each element once, where it comes first.
    fileprivate var uniqued: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
