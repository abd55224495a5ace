package import Logging
import Synchronization
package import SystemPackage

/// A private PostgreSQL server with the role and database `etl`; it ends with this process.
package final class LocalPostgres: Sendable {
    let cluster: PostgresCluster
    let endpoint: ServerPort
    private let process: Mutex<ManagedProcess>

    init(cluster: PostgresCluster, port: ServerPort, process: ManagedProcess) {
        self.cluster = cluster
        endpoint = port
        self.process = Mutex(process)
    }

    /// Starts the server with the data in `state`, which is created if missing, and waits until it accepts connections.
    ///
    /// - Parameters:
    ///   - host: where the server runs.
    ///   - tls: the files for encrypted connections, beside plain ones.
    package static func start(
        in state: StateDirectory, on host: ServerHost = .local, tls: ServerTLS? = nil, logger: Logger
    ) async throws(LocalServerError) -> LocalPostgres {
        do throws(LocalServerError) {
            let cluster = try await PostgresCluster.prepare(in: state, on: host, tls: tls, logger: logger)
            return try await Self.start(cluster, attempts: 3)
        } catch {
            await state.discard(state.path.appending("postgres"))
            throw error
        }
    }

    private static func start(
        _ cluster: PostgresCluster, attempts: Int
    ) async throws(LocalServerError) -> LocalPostgres {
        do throws(LocalServerError) {
            let port = try ServerPort.free(at: cluster.host)
            let process = try await cluster.launch(on: port)
            let server = LocalPostgres(cluster: cluster, port: port, process: process)
            try await server.createDatabase()
            return server
        } catch {
            guard attempts > 1, cluster.log.reportsTakenPort else { throw error }
            return try await start(cluster, attempts: attempts - 1)
        }
    }

    /// The database `etl`, with the password: never log it.
    package var url: String { url(database: PostgresCluster.role) }

    /// - Parameter host: a name of this machine, for the check of its certificate.
    package func url(database: String, host: String? = nil) -> String {
        let place = "\(host ?? endpoint.address):\(endpoint.number)"
        return "postgresql://\(PostgresCluster.role):\(cluster.password)@\(place)/\(database)"
    }

    /// Stays the same after `restart()`.
    package var port: UInt16 { endpoint.number }

    /// The postmaster; a new one after `restart()`.
    package var pid: Int32 { current.pid }

    package var dataDirectory: FilePath { cluster.dataDirectory }

    package var logFile: FilePath { cluster.log.path }

    /// Runs `sql` through psql; returns the rows, one a line, fields separated by `|`.
    @discardableResult
    package func psql(database: String = "etl", _ sql: String) async throws(LocalServerError) -> String {
        var command = cluster.command(
            "psql",
            [
                "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-h", endpoint.address, "-p", "\(endpoint.number)",
                "-U", PostgresCluster.role, "-d", database, "-c", sql,
            ])
        command.environment["PGPASSWORD"] = cluster.password
        command.removes = nil
        return String(try await command.output().trimmingNewline())
    }

    /// Stops the server and returns when it has ended; removes throwaway data.
    package func stop(_ mode: Shutdown = .fast) async {
        let process = current
        await process.terminate(mode == .fast ? .interrupt : .quit, grace: .seconds(60))
        await cluster.state.discard(cluster.directory)
    }

    /// Kills the postmaster and all its backends at once, like a crash of the machine; the data stays.
    package func kill() async {
        let process = current
        let backends = ProcessTable.children(of: process.pid)
        await process.terminate(.kill)
        await ProcessTable.end(backends, signal: 9, grace: .seconds(5))
    }

    /// Starts the server again, after `kill()`, on the same port and data.
    package func restart() async throws(LocalServerError) {
        let started = try await cluster.launch(on: endpoint)
        process.withLock { $0 = started }
    }

    /// The mode of a shutdown.
    package enum Shutdown: Sendable {
        /// The server ends sessions and writes a checkpoint.
        case fast
        /// The server writes nothing; the next start recovers.
        case immediate
    }

    private var current: ManagedProcess { process.withLock { $0 } }

    private func createDatabase() async throws(LocalServerError) {
        let name = PostgresCluster.role
        if try await psql(database: "postgres", "SELECT 1 FROM pg_database WHERE datname = '\(name)'").isEmpty {
            try await psql(database: "postgres", "CREATE DATABASE \(name)")
        }
    }
}

extension LocalPostgres {
    /// Whether a private server has ever kept its data in the state directory at `path`.
    package static func hasData(in path: FilePath) -> Bool {
        FileSystem.exists(path.appending("postgres/data"))
    }

    /// The database `etl` of the private server that another process runs on this state, with the password: never log
    /// it. Nil if none is running, or if its files are not readable for us.
    package static func runningURL(in path: FilePath) -> String? {
        guard let directory = try? FileSystem.absolute(path).appending("postgres"),
            let password = try? FileSystem.read(directory.appending("password")).prefix(while: { !$0.isWhitespace }),
            // The first line is the postmaster's process id, the fourth its port, the eighth its status (PostgreSQL
            // source, miscadmin.h).
            let text = try? FileSystem.read(directory.appending("data/postmaster.pid"))
        else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > 7, lines[7].hasPrefix("ready"), let pid = Int32(lines[0]), let port = UInt16(lines[3]),
            ProcessTable.arguments(of: pid).contains(directory.appending("data").string)
        else { return nil }
        let role = PostgresCluster.role
        return "postgresql://\(role):\(password)@127.0.0.1:\(port)/\(role)"
    }
}

extension String {
    fileprivate func trimmingNewline() -> Substring {
        hasSuffix("\n") ? dropLast() : self[...]
    }
}
