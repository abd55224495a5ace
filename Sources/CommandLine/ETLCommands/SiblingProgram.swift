import ArgumentParser
import Foundation
import Inspection
import Postgres
import ServerAccess
import Subprocess
import SystemPackage
import TerminalOutput

/// A program of the same directory as this one, which serves a database until Ctrl-C.
struct SiblingProgram {
    /// The name of its file.
    let name: String
    /// The role that its sessions act as, if the login may; nil for the login itself.
    let role: String?

    /// Runs the program on the servers that the options select until it ends, or Ctrl-C stops it. Private servers run meanwhile.
    ///
    /// - Parameters:
    ///   - arguments: those of the program, perhaps after `--`.
    ///   - needsBroker: whether it asks the broker, too, if there is one.
    ///   - hints: more of its environment, where it has none of these variables.
    func serve(
        _ options: ConnectionOptions, _ arguments: [String], needsBroker: Bool = false, _ hints: [String: String] = [:]
    ) async throws {
        let hints = hints.filter { ProcessInfo.processInfo.environment[$0.key] == nil }
        let request = try await options.request()
        let own = arguments.first == "--" ? Array(arguments.dropFirst()) : arguments
        let isWell = try await Interruption.untilSignal(within: .seconds(30)) {
            let servers = try await withCommandErrors { try await Servers.openToLook(request) }
            return try await servers.stopping {
                guard needsBroker, let broker = try await servers.openBroker(request) else {
                    return try await run(servers, own, hints)
                }
                return try await broker.stopping {
                    var all = hints
                    all["RABBITMQ_URL"] = broker.brokerURL
                    return try await run(servers, own, all)
                }
            }
        }
        guard isWell ?? true else { throw ExitCode(1) }
    }

    /// - Parameter environment: more of the program's environment.
    /// - Returns: whether it has ended well.
    private func run(_ servers: Servers, _ arguments: [String], _ environment: [String: String]) async throws -> Bool {
        let url = servers.databaseURL ?? ""
        // A service file would take precedence over the variables below.
        var all: [Environment.Key: String?] = ["DATABASE_URL": nil, "DATABASE_URL_FILE": nil, "PGSERVICE": nil]
        let given = try PostgresConfiguration.environment(for: url)
        for (name, value) in given.merging(environment, uniquingKeysWith: { $1 }) {
            all[Environment.Key(stringLiteral: name)] = value
        }
        if let role {
            if try await canAct(as: role, url) {
                // An owner's session gives up its privileges.
                let options = given["PGOPTIONS"] ?? ProcessInfo.processInfo.environment["PGOPTIONS"]
                all["PGOPTIONS"] = "\(options ?? "") -c role=\(role)"
            } else {
                Terminal.complain("this login cannot act as \(role), so its own privileges apply; sessions only read")
            }
        }
        var options = PlatformOptions()
        // Ctrl-C reaches this program only, which then stops the other.
        options.processGroupID = 0
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(28))]
        let outcome = try await Subprocess.run(
            .path(Executable.path.removingLastComponent().appending(name)), arguments: Arguments(arguments),
            environment: .inherit.updating(all), platformOptions: options, input: .none,
            output: .fileDescriptor(.standardOutput, closeAfterSpawningProcess: false),
            error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false))
        return outcome.terminationStatus.isSuccess
    }

    private func canAct(as role: String, _ url: String) async throws -> Bool {
        try await withCommandErrors {
            let connection = try await PostgresConnection.connect(
                PostgresConfiguration(url: url, applicationName: "etl"))
            defer { Task { await connection.close() } }
            do {
                try await connection.execute("SET ROLE \(role)")
                return true
            } catch {
                return false
            }
        }
    }
}
