import ArgumentParser
import Measuring

struct ScaleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scale", abstract: "Shows how rates change with the number of processes, the file and the table.")

    @OptionGroup var options: BenchOptions

    @Option(help: "Transfers in the file that more and more processes load.")
    var records = 1_000_000

    @Option(parsing: .upToNextOption, help: "Transfers in files of growing size.")
    var sizes = [100_000, 1_000_000, 10_000_000]

    @Option(help: "Transfers in the table at the end of its growth; 0 leaves it out.")
    var rows = 20_000_000

    @Option(help: ArgumentHelp("Write the results to this file as JSON.", valueName: "file.json"))
    var output: String?

    func validate() throws {
        guard ([records] + sizes).allSatisfy({ $0 >= 1000 }) else {
            throw ValidationError("--records and --sizes must be 1000 or more")
        }
        guard rows == 0 || rows >= 20 else { throw ValidationError("--rows must be 0, or 20 or more") }
    }

    func run() async throws {
        let workshop = try Workshop(options.directory)
        let result = try await TestBed.with(workshop) { bed in
            let scaling = Scaling(bed: bed, rounds: options.rounds)
            return ScalingResult(
                machine: .this(), rounds: options.rounds,
                replicas: try await scaling.replicas(records: records, counts: [1, 2, 4]),
                sizes: try await scaling.sizes(sizes),
                growth: rows == 0 ? nil : try await scaling.growth(rows: rows))
        }
        let report = ScalingReport(result)
        print("\n" + report.text)
        try workshop.write(report.markdown, to: "scaling.md")
        try report.writePlots(to: workshop)
        let path = output ?? workshop.path("scaling.json")
        try JSONFile.write(result, to: path)
        print("\nresults: \(path), \(workshop.path("scaling.md")) and \(workshop.path("*.svg"))")
    }
}
