import ArgumentParser
import ServerAccess
import TerminalOutput

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Creates or updates the tables. Safe to run at any time, even concurrently.",
        discussion: """
            Also grants the roles etl_loader, etl_reader and etl_submitter their privileges. If a broker is given, \
            declares the queues too, so that services need no permission to configure them. The chain cannot be changed \
            once files are submitted.
            """)

    @OptionGroup var options: ConnectionOptions
    @OptionGroup var chain: ChainOptions

    func run() async throws {
        let request = try await options.request()
        try await withCommandErrors { try await Servers.migrate(request, chain: chain.chainId, onEvent: Self.show) }
    }

    private static func show(_ event: MigrationEvent) {
        switch event {
        case .applied(let names):
            for name in names { Terminal.print("applied \(name)") }
            if names.isEmpty { Terminal.print("nothing to do: the database is up to date") }
        case .chain(let chain): Terminal.print("the database holds records of chain \(chain)")
        case .advice(let advice): Terminal.print(advice)
        case .queuesDeclared: Terminal.print("the queues are declared")
        }
    }
}
