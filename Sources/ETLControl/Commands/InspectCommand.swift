import ArgumentParser
import Downloads
import ETLModels
import Formats
import Pipeline

struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Shows how files would be read, and what would be rejected. Needs no servers, and loads nothing.",
        discussion: "Exit code 1 when a file cannot be submitted, or is damaged as far as it was read.")

    @Argument(help: "Exports, or patterns of their names.")
    var files: [String]

    @Option(help: "The kind of all files: tokens or token_transfers.")
    var kind: String?

    @Option(help: "The columns of CSV files without a header, separated by commas.")
    var columns: String?

    @Option(help: "How many of the first records to show.")
    var records = 5

    @Option(help: "How many of the first records to check; 0 for all.")
    var check = 10_000

    @Flag(help: "As JSON.")
    var json = false

    func validate() throws {
        try RecordKind.validate(kind)
        if !(0...1000).contains(records) { throw ValidationError("--records must be from 0 to 1000") }
        if check < 0 { throw ValidationError("--check must not be negative") }
    }

    func run() async throws {
        let places = try await Settings(flags: [:], file: nil).sourcePlaces()
        let names = columns?.split(separator: ",", omittingEmptySubsequences: false).map {
            String($0.drop { $0 == " " })
        }
        let request = FileInspection.Request(
            kind: kind.flatMap { RecordKind(name: $0) }, columns: names,
            limits: RecordChecker.Limits(checked: check == 0 ? nil : check, records: records))
        var found: [FileInspection] = []
        var areSound = true
        let selection = SourceFiles.expand(files)
        areSound = Submission.complain(of: selection.failures).isEmpty
        for (index, file) in selection.files.enumerated() {
            let inspection = FileInspection(
                path: SourceFiles.absolutePath(file), opener: places.opener(for: SourceLink(file)), request)
            areSound = areSound && inspection.isSound
            if json {
                found.append(inspection)
            } else {
                Terminal.print(((index > 0 ? [""] : []) + inspection.lines).joined(separator: "\n"))
            }
        }
        if json { Terminal.print(try JSONOutput.document(["files": found])) }
        if !areSound { throw ExitCode(1) }
    }
}
