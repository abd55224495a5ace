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
        commandName: "list", abstract: "Lists rejects: file, record, reason, field, what it says, text.")

    @OptionGroup var options: ConnectionOptions
    @OptionGroup var selection: RejectOptions

    @Option(help: "The most to list.")
    var limit = 100

    @Flag(help: "One JSON object per line, with the whole text of each record.")
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
        if rejects.isEmpty { Terminal.complain("there are no such rejects") }
        if rejects.count > limit { Terminal.complain("there are more; see --limit") }
    }
}
