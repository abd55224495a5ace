import ArgumentParser
import DisplayText
import ServerAccess
import Submission
import TerminalOutput

struct SubmitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit", abstract: "Submits files to the running services and returns at once.",
        discussion: "Every extractor must find the files under the same paths.")

    @OptionGroup var options: ConnectionOptions
    @OptionGroup var source: SourceOptions

    @Flag(help: "Extract sources in progress again. Loaded records stay unchanged.")
    var again = false

    func validate() throws { try source.requireFiles() }

    func run() async throws {
        let request = try await options.request(source.flags)
        try source.requireInput()
        let submission = SubmissionRequest(
            servers: request, files: source.files, reading: try source.reading.values(request.settings), again: again)
        let result = try await withCommandErrors {
            try await CommandLog.keep("submit", source.shownFiles, in: request) { notes, _ in
                try await SourceSubmission(submission) { SubmissionEvents.show($0, notes) }.perform()
            }
        }
        if let kept = result?.spooled {
            Terminal.print("Standard input is kept in \(kept.printable) until you remove it.")
        }
        guard result?.failed.isEmpty == true else { throw ExitCode(1) }
    }
}
