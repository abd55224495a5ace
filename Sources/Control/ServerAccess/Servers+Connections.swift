import Bus
import Ledger
import LocalServers
package import Postgres
package import RabbitMQ

extension Servers {
    /// Connects to the database.
    package func connectToDatabase() async throws(PostgresError) -> PostgresConnection {
        try await PostgresConnection.connect(PostgresConfiguration(url: databaseURL, applicationName: "etl"))
    }

    /// A connection to a migrated database: the given one while its session lasts, else a new one.
    package func connectToDatabase(inPlaceOf connection: PostgresConnection?) async throws -> PostgresConnection {
        if let connection, await connection.answers() { return connection }
        let new = try await connectToDatabase()
        try await Migrator.requireMigrated(on: new)
        return new
    }

    /// Runs `body` with a connection to the migrated database, and closes it afterwards, also after an error.
    package func withConnection<Value: Sendable>(
        _ body: (PostgresConnection) async throws -> Value
    ) async throws -> Value {
        try await Self.closing(try await connectToDatabase(inPlaceOf: nil), after: body)
    }

    private static func closing<Value: Sendable>(
        _ connection: PostgresConnection, after body: (PostgresConnection) async throws -> Value
    ) async throws -> Value {
        let outcome = await Result { try await body(connection) }
        await connection.close()
        return try outcome.get()
    }

    /// Runs `body` with a connection to the broker, and closes it afterwards, also after an error.
    package func withBrowser<Value: Sendable>(
        _ body: (RabbitMQBrowser) async throws -> Value
    ) async throws -> Value {
        let browser = try await RabbitMQBrowser.connect(try brokerConfiguration())
        let outcome = await Result { try await body(browser) }
        await browser.close()
        return try outcome.get()
    }

    /// The address, login and TLS files of the broker.
    package func brokerConfiguration() throws(RabbitMQError) -> RabbitMQConfiguration {
        var configuration = try RabbitMQConfiguration(url: brokerURL ?? "")
        try configuration.use(brokerTLS)
        configuration.connectionName = "etl"
        return configuration
    }

    /// Verifies that the broker is reachable and accepts the login; declares the queues, or uses those that are there if the user may not.
    package func requireBroker() async throws(RabbitMQError) {
        let browser = try await RabbitMQBrowser.connect(try brokerConfiguration())
        try await browser.provide(Stage.queues)
        await browser.close()
    }

    /// Runs `body` with a connection to the requested database, and closes everything afterwards.
    ///
    /// - Parameter creating: whether to create a private database if there is none.
    package static func withDatabase<Value: Sendable>(
        _ request: ServerRequest, creating: Bool = false, _ body: (PostgresConnection) async throws -> Value
    ) async throws -> Value {
        let servers = creating ? try await open(request, broker: false) : try await openToLook(request)
        return try await servers.stopping { try await closing(try await servers.connectToDatabase(), after: body) }
    }

    /// Runs `body` on the requested broker, and closes everything afterwards. Starts a private broker for that time if needed.
    ///
    /// - Parameters:
    ///   - creating: whether to create a private broker if there is none.
    ///   - opened: servers that this process has opened already.
    /// - Returns: nil when there is no broker, and so nothing in it.
    package static func withBroker<Value: Sendable>(
        _ request: ServerRequest, creating: Bool = false, beside opened: Servers? = nil,
        _ body: (RabbitMQBrowser) async throws -> Value
    ) async throws -> Value? {
        let found =
            if let opened {
                try await opened.openBroker(request, creating: creating)
            } else {
                try await openBroker(request, creating: creating)
            }
        guard let servers = found else { return nil }
        return try await servers.stopping { try await servers.withBrowser(body) }
    }
}

extension Servers {
    /// Runs `body` on the named broker, or on a private one that another process runs; starts none.
    ///
    /// - Returns: nil when there is no such broker.
    package static func withRunningBroker<Value: Sendable>(
        _ request: ServerRequest, _ body: (RabbitMQBrowser) async throws -> Value
    ) async throws -> Value? {
        if let named = try namedBroker(by: request.settings) { return try await named.withBrowser(body) }
        guard let running = LocalRabbitMQ.runningURL(in: request.statePath) else { return nil }
        return try await Servers(brokerURL: running, databaseURL: nil).withBrowser(body)
    }
}

extension Error {
    /// Whether the error is transient: a server that may become available again by itself.
    package var mayPass: Bool {
        switch self {
        case let error as PostgresError: error.fault == .infrastructure
        case let error as RabbitMQError: error.isTransient
        default: false
        }
    }
}
