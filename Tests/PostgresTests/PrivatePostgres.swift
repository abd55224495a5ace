import Foundation
import Postgres
import Testing

/// A PostgreSQL server of the test's own, on a free port of the loopback interface.
struct PrivatePostgres: Sendable {
    static let password = "s3cret-p@ss"
    private static let counter = Counter()

    let port: Int
    private let directory: URL

    /// The connection string of a database.
    func url(database: String = "postgres", password: String = Self.password) -> String {
        let escaped = password.replacingOccurrences(of: "@", with: "%40")
        return "postgresql://postgres:\(escaped)@127.0.0.1:\(port)/\(database)"
    }

    /// Creates an empty database and connects to it.
    func freshConnection() async throws -> PostgresConnection {
        try await connect(to: try await createDatabase())
    }

    func createDatabase() async throws -> String {
        let name = "test_\(await Self.counter.next())"
        let connection = try await connect(to: "postgres")
        try await connection.execute("CREATE DATABASE \(name)")
        await connection.close()
        return name
    }

    func connect(to database: String) async throws -> PostgresConnection {
        try await .connect(PostgresConfiguration(url: url(database: database), applicationName: "tests"))
    }

    static func start() throws -> PrivatePostgres {
        let directory = URL(filePath: "/tmp/postgres-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let server = PrivatePostgres(port: try freePort(), directory: directory)
        do {
            let passwordFile = directory.appending(path: "password")
            try Data(password.utf8).write(to: passwordFile)
            if geteuid() == 0 { try run("/bin/chown", "-R", "postgres", directory.path) }
            try server.runServerProgram(
                "initdb", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8", "--username=postgres",
                "--auth=scram-sha-256", "--pwfile=\(passwordFile.path)")
            let settings = "-p \(server.port) -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
            try server.runServerProgram("pg_ctl", "start", "-w", "-l", "\(directory.path)/log", "-o", settings)
        } catch {
            server.stop()
            throw error
        }
        return server
    }

    /// Ends the server at once, as a crash would.
    func kill() throws {
        try runServerProgram("pg_ctl", "stop", "-w", "-m", "immediate")
    }

    func stop() {
        if FileManager.default.fileExists(atPath: directory.path + "/data/postmaster.pid") { try? kill() }
        try? FileManager.default.removeItem(at: directory)
    }

    private func runServerProgram(_ name: String, _ arguments: String...) throws {
        let asPostgres = ["/usr/bin/setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups"]
        let program = [try Self.binaryDirectory() + "/" + name, "-D", directory.path + "/data"] + arguments
        try Self.run((geteuid() == 0 ? asPostgres : []) + program)
    }

    private static func run(_ command: String...) throws {
        try run(command)
    }

    private static func run(_ command: [String]) throws {
        // Not Process: it waits until nobody holds the pipe it gives its child, and the server inherits that pipe.
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        var process: pid_t = 0
        var status: Int32 = 0
        try #require(posix_spawn(&process, command[0], &actions, nil, &arguments, environ) == 0)
        waitpid(process, &status, 0)
        try #require(status == 0, "\(command.joined(separator: " "))")
    }

    private static func binaryDirectory() throws -> String {
        let root = "/usr/lib/postgresql"
        let versions = try FileManager.default.contentsOfDirectory(atPath: root).compactMap { Int($0) }
        return "\(root)/\(try #require(versions.max()))/bin"
    }

    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) + getsockname(descriptor, address, &length)
            }
        }
        try #require(status == 0)
        return Int(UInt16(bigEndian: address.sin_port))
    }
}

private actor Counter {
    private var value = 0

    func next() -> Int {
        value += 1
        return value
    }
}

/// Gives a suite a server, for as long as it runs.
struct PrivatePostgresTrait: SuiteTrait, TestScoping {
    @TaskLocal static var current: PrivatePostgres?

    func provideScope(for test: Test, testCase: Test.Case?, performing body: () async throws -> Void) async throws {
        let server = try PrivatePostgres.start()
        defer { server.stop() }
        try await Self.$current.withValue(server, operation: body)
    }
}

extension Trait where Self == PrivatePostgresTrait {
    static var privatePostgres: Self { Self() }
}

extension PrivatePostgres {
    /// The server of the suite that asks.
    static func current() throws -> PrivatePostgres {
        try #require(PrivatePostgresTrait.current)
    }
}
