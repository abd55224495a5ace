import ArgumentParser
import Ledger
import Postgres

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Creates or updates the tables. Safe to run at any time, from several places."
    )

    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        try await Servers.withDatabase(options, creating: true) { connection in
            let applied = try await Migrator.migrate(on: connection)
            for name in applied { Terminal.print("applied \(name)") }
            if applied.isEmpty { Terminal.print("nothing to do: the database is up to date") }
        }
    }
}
