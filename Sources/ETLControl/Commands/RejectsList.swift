import ArgumentParser
import ETLModels
import Ledger
import Postgres

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
        try await Servers.withDatabase(options) { connection in
            try await Migrator.requireMigrated(on: connection)
            let rejects = try await RejectTable.rejects(
                try await selection.filter(on: connection), limit: limit + 1, on: connection)
            var view = RejectView()
            for reject in rejects.prefix(limit) {
                Terminal.print(json ? try JSONOutput.line(reject) : try await view.line(reject, on: connection))
            }
            if rejects.isEmpty { Terminal.complain("there are no such rejects") }
            if rejects.count > limit { Terminal.complain("there are more; see --limit") }
        }
    }
}
