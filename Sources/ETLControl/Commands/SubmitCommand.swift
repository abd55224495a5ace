import ArgumentParser
import ETLModels
import Ledger
import Pipeline
import Postgres

struct SubmitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit", abstract: "Gives files to the services that are running, and returns at once.",
        discussion: "Every extractor must find the files under the same paths.")

    @OptionGroup var options: ConnectionOptions
    @OptionGroup var source: SourceOptions

    @Flag(help: "Extract sources again that are in progress. What is loaded stays as it is.")
    var again = false

    func run() async throws {
        let settings = try await options.settings(source.flags)
        let servers = try Servers.given(settings)
        let reading = try source.reading.values(settings)
        let connection = try await servers.connectToDatabase()
        try await Migrator.requireMigrated(on: connection)
        try await servers.requireBroker()
        // Reading standard input may take hours: what can be wrong with the servers has been said by then.
        let selection = try await SourceSelection.find(source.files, settings, state: options.state)
        let missing = Submission.complain(of: selection.failures)
        let logger = try settings.commandLogger()
        let again = again
        let result = try await JobPublisher.with(try servers.brokerConfiguration(), logger) { publisher in
            let submission = Submission(
                connection: connection, publisher: publisher, reading: reading, again: { _ in again })
            return try await submission.submitAll(selection.files)
        }
        if let kept = selection.spooled {
            Terminal.print("Standard input is kept in \(Format.printable(kept)) until you remove it.")
        }
        guard result.failed.isEmpty, missing.isEmpty else { throw ExitCode(1) }
    }
}
