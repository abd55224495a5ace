import ArgumentParser
import Measuring

struct CompareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Loads one file in different ways, in turns, and shows a table.")

    @OptionGroup var options: BenchOptions

    @Option(help: "Transfers in the generated file.")
    var records = 1_000_000

    @Option(help: ArgumentHelp("Write the results to this file as JSON.", valueName: "file.json"))
    var output: String?

    @Option(help: "Measure these only: names as in the table.")
    var only: [String] = []

    @Option(help: ArgumentHelp("A Python that has pandas and psycopg2.", valueName: "program"))
    var python = ".build/bench/venv/bin/python"

    @Option(help: ArgumentHelp("The directory with what other programs are given.", valueName: "directory"))
    var rivals = "Bench/Rivals"

    func validate() throws {
        guard records >= 1000 else { throw ValidationError("--records must be 1000 or more") }
    }

    func run() async throws {
        let workshop = try Workshop(options.directory)
        let result = try await TestBed.with(workshop) { bed in
            let file = try TransferFile.write(records, in: workshop)
            defer { file.remove() }
            let hostile = try TransferFile.write(records, isHostile: true, in: workshop)
            defer { hostile.remove() }
            let parquet = try await ParquetFiles.write(file, on: bed, python: python, rivals: rivals)
            defer { parquet?.remove() }
            let contestants = Contestants(bed: bed, file: file, python: python, rivals: rivals, parquet: parquet)
            let entries = (try contestants.all + [contestants.hostile(hostile)]).filter {
                only.isEmpty || only.contains($0.name) || $0.name == Contestants.yardstick
            }
            return try await Comparison(bed: bed, file: file, rounds: options.rounds).run(entries)
        }
        let report = ComparisonReport(result)
        print("\n" + report.text)
        try workshop.write(report.markdown, to: "results.md")
        try report.writePlots(to: workshop)
        let path = output ?? workshop.path("results.json")
        try JSONFile.write(result, to: path)
        print("\nresults: \(path), \(workshop.path("results.md")) and \(workshop.path("*.svg"))")
    }
}
