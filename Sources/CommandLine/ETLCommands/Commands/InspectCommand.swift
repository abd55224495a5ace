import ArgumentParser
import Blocking
import DisplayText
import ETLModels
import Inspection
import ServiceSettings
import Submission
import TerminalOutput

struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Shows how files would be read and which records would be rejected. Needs no servers, loads nothing.",
        discussion: "Exit code 1 if a file cannot be submitted, or if the part that was read is damaged.")

    @Argument(help: "Exports: files, directories, patterns in quotes, or http:// and https:// URLs.")
    var files: [String]

    @OptionGroup var content: ContentOptions

    @Option(
        help: ArgumentHelp(
            "The chain of the database that the files are for; records that name another are rejects.",
            valueName: "number"), transform: ChainID.argument)
    var chainId = ChainID.ethereum

    @Option(help: "Number of records to show, from the first.")
    var records = 5

    @Option(help: "Number of records to check, from the first; 0 for all.")
    var check = 10_000

    @Option(help: "YAML settings file; the environment overrides it. Names the CA certificates for https:// URLs.")
    var config: String?

    @Option(help: "Seconds to wait for the beginning of each link (ETL_SOURCE_TIMEOUT; default: 30).")
    var timeout: Int?

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        if !(0...1000).contains(records) { throw ValidationError("--records must be from 0 to 1000") }
        if files.contains(SourceFiles.standardInput) {
            throw ValidationError("standard input can be read only once: save it to a file and inspect the file")
        }
        if check < 0 { throw ValidationError("--check must not be negative") }
    }

    func run() async throws {
        let settings = try await Settings(flags: [.sourceTimeout: timeout.map(String.init)], file: config)
        let request = FileInspection.Request(
            places: try settings.sourcePlaces(), kind: content.recordKind, naming: content.naming,
            chain: chainId, limits: RecordChecker.Limits(checked: check == 0 ? nil : check, records: records))
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
