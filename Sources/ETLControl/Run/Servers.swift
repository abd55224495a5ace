import LocalServers
import Logging
import Pipeline
import Postgres
import RabbitMQ
import SystemPackage

/// The servers a command works with: the ones that were given, or private ones in a state directory.
struct Servers: Sendable {
    let brokerURL: String?
    let databaseURL: String?
    /// The private ones among them.
    let local: LocalServers?

    /// Finds the servers; starts private ones in place of those that were not given.
    static func open(
        _ options: ConnectionOptions, _ settings: Settings, broker wantsBroker: Bool, logger: Logger,
        announce: (String) -> Void = { _ in }
    ) async throws -> Servers {
        let broker = try settings.secret(.brokerURL)
        let database = try settings.givenDatabase()
        let needsBroker = wantsBroker && broker == nil
        guard needsBroker || database == nil else {
            return Servers(brokerURL: broker, databaseURL: database, local: nil)
        }
        let path = options.state.map { FilePath($0) } ?? StateDirectory.defaultPath
        let state = try StateDirectory.kept(at: path)
        announce("Starting private servers, with their data in \(path)")
        let local = try await LocalServers.start(
            in: state, postgres: database == nil, rabbitMQ: needsBroker, logger: logger)
        return Servers(
            brokerURL: broker ?? local.brokerURL, databaseURL: database ?? local.databaseURL, local: local)
    }

    func stop() async {
        guard let local else { return }
        // In a task of its own, which the cancellation of this one does not reach.
        await Task { await local.stop() }.value
    }

    func connectToDatabase() async throws(PostgresError) -> PostgresConnection {
        try await PostgresConnection.connect(PostgresConfiguration(url: databaseURL, applicationName: "etl"))
    }

    func brokerConfiguration() throws(RabbitMQError) -> RabbitMQConfiguration {
        var configuration = try RabbitMQConfiguration(url: brokerURL ?? "")
        configuration.connectionName = "etl"
        return configuration
    }

    /// Makes sure that the broker can be reached and takes the login.
    func requireBroker() async throws(RabbitMQError) {
        let browser = try await RabbitMQBrowser.connect(try brokerConfiguration())
        try await browser.declare(Stage.queues)
        await browser.close()
    }

    /// Runs a command that needs the database only.
    static func withDatabase(
        _ options: ConnectionOptions, _ body: (PostgresConnection) async throws -> Void
    ) async throws {
        let settings = try await options.settings()
        let servers = try await open(options, settings, broker: false, logger: try settings.commandLogger())
        do {
            let connection = try await servers.connectToDatabase()
            try await body(connection)
            await connection.close()
        } catch {
            await servers.stop()
            throw error
        }
        await servers.stop()
    }
}
