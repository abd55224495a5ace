import ArgumentParser
import DeadLetters
import DisplayText
import ETLModels
import Ledger
import Postgres
import Rejects
import ServerAccess
import TerminalOutput

struct RejectsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists rejects: file, record number, reason, field, value and text.")

    @OptionGroup var options: ConnectionOptions
    @OptionGroup var selection: RejectOptions

    @Option(help: "Maximum number of rejects to list.")
    var limit = 100

    @Flag(help: "Print one JSON object per line, with the full text of each record.")
    var json = false

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be at least 1") }
    }

    func run() async throws {
        let request = try await options.request()
        try await withCommandErrors {
            try await Servers.withDatabase(request) { try await list(on: $0) }
        }
    }

    private func list(on connection: PostgresConnection) async throws {
        try await Migrator.requireMigrated(on: connection)
        let filter = try await selection.request.filter(on: connection)
        let rejects = try await RejectTable.rejects(filter, limit: limit + 1, on: connection)
        var reader = RejectReader(connection)
        for reject in rejects.prefix(limit) {
            let text = json ? nil : try await reader.text(of: reject)
            Terminal.print(json ? try JSONOutput.line(reject) : RejectView.line(reject, text))
        }
        if rejects.isEmpty { Terminal.complain("no rejects match") }
        if rejects.count > limit { Terminal.complain("there are more; raise --limit") }
    }
}
