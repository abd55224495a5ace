import ArgumentParser
import BulkLoading
import DisplayText
import TerminalOutput

struct BulkStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Shows whether a table is in its bulk phase, and what the end will need.")

    @OptionGroup var options: ConnectionOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let json = json
        try await SourcesCommand.withDatabase(try await options.request()) { connection in
            let phases = try await BulkStatus.all(on: connection)
            guard !json else { return Terminal.print(try JSONOutput.document(["phases": phases])) }
            if phases.isEmpty { Terminal.print("No table is in its bulk phase.") }
            for phase in phases { Terminal.print(phase.lines.joined(separator: "\n")) }
        }
    }
}
