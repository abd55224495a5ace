import ArgumentParser
import Ledger
import Pipeline
import Postgres

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Creates or updates the tables. Safe to run at any time, from several places.",
        discussion: """
            Also grants the roles etl_loader and etl_reader what they need, and declares the queues where a broker is \
            given, so that the services need no more permissions than to use them.
            """)

    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let settings = try await options.settings()
        let broker = try givenBroker(settings)
        try await Servers.withDatabase(options, creating: true) { connection in
            let applied = try await Migrator.migrate(on: connection)
            for name in applied { Terminal.print("applied \(name)") }
            if applied.isEmpty { Terminal.print("nothing to do: the database is up to date") }
            if let advice = try await Migrator.adviceOnRoles(on: connection) { Terminal.print(advice) }
        }
        if let broker {
            try await broker.requireBroker()
            Terminal.print("the queues are there")
        }
    }

    /// The broker, when one is given; wrong settings of it are found before anything is done.
    private func givenBroker(_ settings: Settings) throws -> Servers? {
        guard let url = try settings.secret(.brokerURL) else { return nil }
        _ = try settings.broker(connectionName: "etl")
        return Servers(brokerURL: url, databaseURL: nil, brokerTLS: settings.brokerTLSFiles)
    }
}
