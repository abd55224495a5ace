import ArgumentParser
import Bus
import ETLModels
import Ledger
import Postgres
import ServerAccess
import ServiceSettings
import TerminalOutput

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Creates or updates the tables. Safe to run at any time, even concurrently.",
        discussion: """
            Also grants the roles etl_loader and etl_reader their privileges. If a broker is given, declares the queues \
            too, so that services need no permission to configure them. The chain cannot be changed once files are \
            submitted.
            """)

    @OptionGroup var options: ConnectionOptions
    @OptionGroup var chain: ChainOptions

    func run() async throws {
        let request = try await options.request()
        // Reports wrong broker settings before any change.
        let broker = try Servers.namedBroker(by: request.settings)
        try await withCommandErrors {
            try await Servers.withDatabase(request, creating: true) { connection in
                let applied = try await Migrator.migrate(on: connection)
                for name in applied { Terminal.print("applied \(name)") }
                try await ChainTable.record(chain.chainId, on: connection)
                if let chain = chain.chainId {
                    Terminal.print("the database holds records of chain \(chain)")
                } else if applied.isEmpty {
                    Terminal.print("nothing to do: the database is up to date")
                }
                if let advice = try await Migrator.adviceOnRoles(on: connection) { Terminal.print(advice) }
            }
        }
        if let broker {
            try await broker.requireBroker()
            Terminal.print("the queues are declared")
        }
    }
}
