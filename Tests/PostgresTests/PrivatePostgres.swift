import Foundation
import Glibc
import LocalServers
import Postgres
import TestSupport
import Testing

/// A test's own PostgreSQL server, and the parts of its URL.
struct PrivatePostgres: Sendable {
    private static let counter = Counter()

    private let server: LocalPostgres

    let user: String
    let password: String
    let port: Int

    private init(_ server: LocalPostgres) throws {
        let url = try #require(URLComponents(string: server.url))
        self.server = server
        user = try #require(url.user)
        password = try #require(url.password)
        port = try #require(url.port)
    }

    /// The connection string of a database.
    func url(database: String = "postgres", password: String? = nil) -> String {
        "postgresql://\(user):\(password ?? self.password)@127.0.0.1:\(port)/\(database)"
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

    static func start() async throws -> PrivatePostgres {
        try PrivatePostgres(try await TestServers.dedicatedPostgres())
    }

    /// Stops the server at once, as in a crash (manual, 19.5: immediate shutdown), without waiting for it.
    func kill() {
        Glibc.kill(server.pid, SIGQUIT)
    }

    func stop() async {
        await server.stop(.immediate)
    }
}

private actor Counter {
    private var value = 0

    func next() -> Int {
        value += 1
        return value
    }
}

/// Gives a suite a server for the time of its run.
struct PrivatePostgresTrait: SuiteTrait, TestScoping {
    @TaskLocal static var current: PrivatePostgres?

    func provideScope(for test: Test, testCase: Test.Case?, performing body: () async throws -> Void) async throws {
        let server = try await PrivatePostgres.start()
        do {
            try await Self.$current.withValue(server, operation: body)
            await server.stop()
        } catch {
            await server.stop()
            throw error
        }
    }
}

extension Trait where Self == PrivatePostgresTrait {
    static var privatePostgres: Self { Self() }
}

extension PrivatePostgres {
    /// The server of the current suite.
    static func current() throws -> PrivatePostgres {
        try #require(PrivatePostgresTrait.current)
    }
}
