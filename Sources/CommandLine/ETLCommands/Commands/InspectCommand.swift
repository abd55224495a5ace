import ArgumentParser
import Blocking
import DisplayText
import Inspection
import ServiceSettings
import Submission
import TerminalOutput

struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Shows how files would be read, and what would be rejected. Needs no servers, and loads nothing.",
        discussion: "Exit code 1 when a file cannot be submitted, or is damaged as far as it was read.")

    @Argument(help: "Exports: files, directories, patterns of names, or http and https links.")
    var files: [String]

    @OptionGroup var content: ContentOptions

    @Option(help: "How many of the first records to show.")
    var records = 5

    @Option(help: "How many of the first records to check; 0 for all.")
    var check = 10_000

    @Option(help: "YAML file with settings, asked after the environment: the authorities of https links.")
    var config: String?

    @Flag(help: "As JSON.")
    var json = false

    func validate() throws {
        if !(0...1000).contains(records) { throw ValidationError("--records must be from 0 to 1000") }
        if files.contains(SourceFiles.standardInput) {
            throw ValidationError("standard input can be read only once: keep it in a file, and inspect that")
        }
        if check < 0 { throw ValidationError("--check must not be negative") }
    }

    func run() async throws {
        let settings = try await Settings(flags: [:], file: config)
        let request = FileInspection.Request(
            places: try settings.sourcePlaces(), kind: content.recordKind, columns: content.columnNames,
            limits: RecordChecker.Limits(checked: check == 0 ? nil : check, records: records))
        let arguments = files
        let selection = await blockingCall { SourceFiles.expand(arguments) }
        for failure in selection.failures { SubmissionEvents.show(.failed(failure)) }
        var areSound = selection.failures.isEmpty
        var found: [FileInspection] = []
        for (index, file) in selection.files.enumerated() {
            let inspection = await blockingCall { FileInspection(of: file, request) }
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
