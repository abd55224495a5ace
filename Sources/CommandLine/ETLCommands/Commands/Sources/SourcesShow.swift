import ArgumentParser
import DisplayText
import Postgres
import Progress
import RabbitMQ
import ServerAccess
import TerminalOutput

struct SourcesShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows a source: its file, its counts, its rejects by reason.",
        discussion: "If a broker is given, also its dead letters.")

    @OptionGroup var options: ConnectionOptions

    @Argument(help: "Id of the source, or its first digits (at least four).")
    var id: SourcePrefix

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let (id, json) = (id, json)
        let request = try await options.request()
        let broker = try Servers.namedBroker(by: request.settings)
        try await SourcesCommand.withDatabase(request) { connection in
            let view = try await Self.look(id, broker, connection)
            if json {
                Terminal.print(try JSONOutput.document(view))
            } else {
                for line in view.lines { Terminal.print(line) }
            }
        }
    }

    /// Reads the source. An unavailable broker leaves only the dead letters unknown.
    private static func look(
        _ id: SourcePrefix, _ broker: Servers?, _ connection: PostgresConnection
    ) async throws -> LedgerSourceView {
        guard let broker else { return try await LedgerSources.show(id, letters: nil, on: connection) }
        do {
            let browser = try await RabbitMQBrowser.connect(try broker.brokerConfiguration())
            let view = try await LedgerSources.show(id, letters: browser, on: connection)
            await browser.close()
            return view
        } catch let error as RabbitMQError {
            Terminal.complain("the dead letters cannot be read: \(error)")
            return try await LedgerSources.show(id, letters: nil, on: connection)
        }
    }
}
