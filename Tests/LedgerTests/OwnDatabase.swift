import Ledger
import Postgres
import TestSupport
import Testing

/// Gives each test of a suite an empty database of its own.
struct OwnDatabase: SuiteTrait, TestTrait, TestScoping {
    @TaskLocal private static var url: String?

    var isRecursive: Bool { true }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void
    ) async throws {
        try await TestServers.shared.withDatabase { url in
            try await Self.$url.withValue(url, operation: body)
        }
    }

    /// A new connection to the test's database, or to another one on its server.
    static func connect(to database: String? = nil) async throws -> PostgresConnection {
        var url = try #require(url)
        if let database, let slash = url.lastIndex(of: "/") { url = url[...slash] + database }
        return try await .connect(PostgresConfiguration(url: url, applicationName: "tests"))
    }

    /// A new connection to the test's database, which has the tables.
    static func migrated() async throws -> PostgresConnection {
        let connection = try await connect()
        try await Migrator.migrate(on: connection)
        return connection
    }
}

extension Trait where Self == OwnDatabase {
    static var ownDatabase: Self { Self() }
}
