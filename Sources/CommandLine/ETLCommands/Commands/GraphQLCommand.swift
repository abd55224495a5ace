import ArgumentParser
import Foundation
import Inspection
import Postgres
import ServerAccess
import Subprocess
import SystemPackage
import TerminalOutput

struct GraphQLCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graphql",
        abstract: "Serves the database by GraphQL until Ctrl-C; starts a private one if it is not running.",
        discussion: """
            Runs the program graphql of the same directory as a reader (etl_reader). \
            Example: etl graphql -- --listen 127.0.0.1:8080. See `graphql --help` for its options.
            """)

    @OptionGroup var options: ConnectionOptions

    @Argument(parsing: .captureForPassthrough, help: "Arguments for graphql, after --.")
    var arguments: [String] = []

    func run() async throws {
        let request = try await options.request()
        let own = arguments.first == "--" ? Array(arguments.dropFirst()) : arguments
        let isWell = try await Interruption.untilSignal(within: .seconds(30)) {
            let servers = try await withCommandErrors { try await Servers.openToLook(request) }
            return try await servers.stopping { try await Self.serve(servers.databaseURL ?? "", own) }
        }
        guard isWell ?? true else { throw ExitCode(1) }
    }

    /// Runs the program until it ends, or stops it when the task is cancelled.
    private static func serve(_ url: String, _ arguments: [String]) async throws -> Bool {
        // A service file would take precedence over the variables below.
        var environment: [Environment.Key: String?] = [
            "DATABASE_URL": nil, "DATABASE_URL_FILE": nil, "PGSERVICE": nil,
        ]
        let given = try PostgresConfiguration.environment(for: url)
        for (name, value) in given { environment[Environment.Key(stringLiteral: name)] = value }
        if try await canActAsReader(url) {
            // An owner's session gives up its privileges.
            let options = given["PGOPTIONS"] ?? ProcessInfo.processInfo.environment["PGOPTIONS"]
            environment["PGOPTIONS"] = "\(options ?? "") -c role=etl_reader"
        } else {
            Terminal.complain("this login cannot act as etl_reader, so its own privileges apply; sessions only read")
        }
        var options = PlatformOptions()
        // Ctrl-C reaches this program only, which then stops the other.
        options.processGroupID = 0
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(28))]
        let outcome = try await Subprocess.run(
            .path(Executable.path.removingLastComponent().appending("graphql")), arguments: Arguments(arguments),
            environment: .inherit.updating(environment), platformOptions: options, input: .none,
            output: .fileDescriptor(.standardOutput, closeAfterSpawningProcess: false),
            error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false))
        return outcome.terminationStatus.isSuccess
    }

    private static func canActAsReader(_ url: String) async throws -> Bool {
        try await withCommandErrors {
            let connection = try await PostgresConnection.connect(
                PostgresConfiguration(url: url, applicationName: "etl"))
            defer { Task { await connection.close() } }
            do {
                try await connection.execute("SET ROLE etl_reader")
                return true
            } catch {
                return false
            }
        }
    }
}
