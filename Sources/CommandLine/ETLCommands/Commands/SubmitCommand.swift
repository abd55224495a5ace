import ArgumentParser
import DisplayText
import ETLModels
import Ledger
import Postgres
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

    func run() async throws {
        let request = try await options.request(source.flags)
        let reading = try source.reading.values(request.settings)
        let (selection, result) = try await withCommandErrors { try await submit(request, reading) }
        if let kept = selection.spooled {
            Terminal.print("Standard input is kept in \(kept.printable) until you remove it.")
        }
        guard result.failed.isEmpty, selection.failures.isEmpty else { throw ExitCode(1) }
    }

    private func submit(
        _ request: ServerRequest, _ reading: SubmissionOptions
    ) async throws -> (SourceSelection, SubmissionResult) {
        let servers = try Servers.named(by: request.settings)
        let connection = try await servers.connectToDatabase()
        try await Migrator.requireMigrated(on: connection)
        try await servers.requireBroker()
        // Reading standard input may take hours: report errors of the servers first.
        let selection = try await source.select(request)
        for failure in selection.failures { SubmissionEvents.show(.failed(failure)) }
        let logger = try request.settings.controlLogger()
        let again = again
        let result = try await JobPublisher.with(try servers.brokerConfiguration(), logger) { publisher in
            let submitter = Submitter(
                connection: connection, publisher: publisher, reading: reading, again: { _ in again },
                onEvent: SubmissionEvents.show)
            return try await submitter.submitAll(selection.files)
        }
        return (selection, result)
    }
}
