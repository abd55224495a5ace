import ArgumentParser
import Inspection
import Postgres
import ServerAccess
import Subprocess
import SystemPackage

struct PsqlCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "psql", abstract: "Opens psql on the database; starts a private one if it is not running.",
        discussion: "Example: etl psql -- -c 'SELECT count(*) FROM token_transfers'")

    @OptionGroup var options: ConnectionOptions

    @Argument(parsing: .captureForPassthrough, help: "Arguments for psql, after --.")
    var arguments: [String] = []

    func validate() throws { try arguments.requireNoHelp(of: Self.self) }

    func run() async throws {
        let request = try await options.request()
        let servers = try await withCommandErrors { try await Servers.openToLook(request) }
        let isWell = try await servers.stopping { try await runPsql(servers.databaseURL) }
        guard isWell else { throw ExitCode(1) }
    }

    private func runPsql(_ url: String?) async throws -> Bool {
        var environment: [Environment.Key: String?] = [:]
        for (name, value) in try PostgresConfiguration.environment(for: url ?? "") {
            environment[Environment.Key(stringLiteral: name)] = value
        }
        let own = arguments.first == "--" ? Array(arguments.dropFirst()) : arguments
        // psql handles Ctrl-C to cancel a query; the server must survive it.
        Interruption.leaveToChildren()
        do {
            let outcome = try await Subprocess.run(
                .name("psql"), arguments: Arguments(own), environment: .inherit.updating(environment),
                input: .fileDescriptor(.standardInput, closeAfterSpawningProcess: false),
                output: .fileDescriptor(.standardOutput, closeAfterSpawningProcess: false),
                error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false))
            return outcome.terminationStatus.isSuccess
        } catch {
            throw CommandFailure("cannot run psql: install it with `apt-get install -y postgresql-client`")
        }
    }
}
