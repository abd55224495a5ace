import Logging
import Subprocess
import SystemPackage

/// The files of a private PostgreSQL server, with its creation and launch.
struct PostgresCluster: Sendable {
    static let role = "etl"

    let state: StateDirectory
    let directory: FilePath
    let host: ServerHost
    let programs: FilePath
    let runsAs: ServerUser?
    let password: String
    /// The files for encrypted connections.
    var tls: ServerTLS?

    var dataDirectory: FilePath { directory.appending("data") }
    var log: ServerLog { ServerLog(path: directory.appending("postgresql.log")) }

    /// Finds the programs, ends a server that a killed run left behind, and creates a missing cluster.
    static func prepare(
        in state: StateDirectory, on host: ServerHost, tls: ServerTLS?, logger: Logger
    ) async throws(LocalServerError) -> PostgresCluster {
        let user = try ServerUser.preferred(["postgres"], on: host)
        let directory = try state.serverDirectory("postgres", for: user)
        var cluster = PostgresCluster(
            state: state, directory: directory, host: host, programs: try findPrograms(on: host), runsAs: user,
            password: try Secret.kept(at: directory.appending("password"), bytes: 24, owner: user))
        cluster.tls = try tls?.installed(in: directory, owner: user)
        await cluster.endLeftBehind(logger: logger)
        if !FileSystem.exists(cluster.dataDirectory) {
            try await cluster.initialize()
            logger.debug("created a PostgreSQL cluster", metadata: ["directory": "\(cluster.dataDirectory)"])
        }
        return cluster
    }

    /// Starts the server on `port` and waits until it accepts connections.
    func launch(on port: ServerPort) async throws(LocalServerError) -> ManagedProcess {
        try log.rotate()
        let compression = await supportsLZ4 ? "lz4" : "on"
        let process = try await ManagedProcess.start(
            host.command(
                [programs.appending("postgres").string, "-D", dataDirectory.string]
                    + PostgresSettings.arguments(port: port, walCompression: compression)
                    + (tls?.postgresArguments ?? []), as: runsAs, in: directory),
            environment: .custom(Environment.keyed(environment)), workingDirectory: directory,
            output: .file(log.path), error: .file(log.path), ending: ending)
        let failure = try await Readiness.failure(of: process, within: .seconds(120)) {
            await port.answers(Self.startupMessage, firstByte: UInt8(ascii: "R"))
        }
        if let failure {
            await process.end()
            throw .start(server: "PostgreSQL", reason: failure, log: log.path, lastLines: log.lastLines())
        }
        return process
    }

    /// A program of the same installation.
    func command(_ program: String, _ arguments: [String]) -> Command {
        Command(
            program: programs.appending(program), arguments: arguments, environment: environment, host: host,
            user: runsAs,
            directory: directory, removes: state.isThrowaway ? directory : nil)
    }

    /// Only PATH of our environment: PGDATA, PGOPTIONS and similar variables are for other servers.
    var environment: [String: String] {
        ["PATH": host.searchPath, "HOME": directory.string, "LC_ALL": "C.UTF-8", "TZ": "UTC"]
    }

    /// SIGINT is the fast shutdown, which ends sessions and writes a checkpoint. SIGQUIT writes no checkpoint: enough
    /// for throwaway data, and it still frees shared memory (manual, 19.5 "Shutting Down the Server").
    private var ending: Lifeline.Ending {
        state.isThrowaway
            ? Lifeline.Ending(signal: .quit, graceSeconds: 5, removes: directory)
            : Lifeline.Ending(signal: .interrupt, graceSeconds: 60)
    }

    /// The directory of the programs: the newest installation of Debian's layout first.
    static func findPrograms(on host: ServerHost) throws(LocalServerError) -> FilePath {
        let root = FilePath("/usr/lib/postgresql")
        let installations = host.entries(of: root).compactMap { Int($0) }.sorted(by: >).map {
            root.appending("\($0)").appending("bin")
        }
        return try host.find("initdb", in: installations, package: "postgresql").removingLastComponent()
    }

    private func endLeftBehind(logger: Logger) async {
        let left = ProcessTable.processes(of: ["postgres"], withArgument: dataDirectory.string)
        guard !left.isEmpty else { return }
        logger.notice("ending a PostgreSQL server that an earlier run left behind", metadata: ["pids": "\(left)"])
        await ProcessTable.end(left, signal: 2, grace: .seconds(60))
    }

    /// Created under another name and then renamed, so that a killed `initdb` leaves no partial cluster that looks
    /// complete.
    private func initialize() async throws(LocalServerError) {
        let draft = directory.appending("data.new")
        _ = try await Command(
            program: "/bin/rm", arguments: ["-rf", draft.string], environment: environment, directory: directory
        ).output()
        // Without the sync, creating throwaway data is a second faster; kept data is synced as usual.
        _ = try await command(
            "initdb",
            [
                "-D", draft.string, "-U", Self.role, "--pwfile=\(directory.appending("password"))",
                "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums",
            ] + (state.isThrowaway ? ["--no-sync"] : [])
        ).output()
        if !host.isOnLoopback { try letNeighboursIn(draft) }
        try FileSystem.rename(draft, to: dataDirectory)
    }

    /// Whether this build has LZ4; `-C` prints a setting, and fails if its value is invalid.
    private var supportsLZ4: Bool {
        get async {
            let probe = command(
                "postgres", ["-C", "wal_compression", "-c", "wal_compression=lz4", "-D", dataDirectory.string])
            return (try? await probe.output()) != nil
        }
    }

    /// A StartupMessage (manual, 55.7): a server that accepts connections requests authentication; one that is starting
    /// up answers with an error.
    private static let startupMessage: [UInt8] = {
        let body = [0, 3, 0, 0] + Array("user\0\(role)\0database\0postgres\0\0".utf8)
        return [0, 0, 0, UInt8(body.count + 4)] + body
    }()
}
