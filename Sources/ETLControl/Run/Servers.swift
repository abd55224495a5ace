import Ledger
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
    /// The files for TLS to a broker that was given.
    let brokerTLS: TLSFiles
    /// The private ones among them.
    let local: LocalServers?
    /// The directory of the private ones, or the one that was asked for; locked as long as a value of this lives.
    let state: StateDirectory?

    init(
        brokerURL: String?, databaseURL: String?, brokerTLS: TLSFiles = TLSFiles(), local: LocalServers? = nil,
        state: StateDirectory? = nil
    ) {
        self.brokerURL = brokerURL
        self.databaseURL = databaseURL
        self.brokerTLS = brokerTLS
        self.local = local
        self.state = state
    }

    /// Where the state is; nil where none is kept.
    var statePath: FilePath? { state?.path }

    /// The servers that were given, both of them: for a command that works with services that others run.
    static func given(_ settings: Settings) throws -> Servers {
        guard let database = try settings.givenDatabase() else {
            throw SettingsError("no database is set: give --database or set DATABASE_URL")
        }
        // A URL that cannot be one is wrong usage, to be said before anything is connected to.
        _ = try settings.broker(connectionName: "etl")
        return Servers(
            brokerURL: try settings.secret(.brokerURL), databaseURL: database, brokerTLS: settings.brokerTLSFiles)
    }

    /// Finds the servers; starts private ones in place of those that were not given.
    ///
    /// A command that only looks at the database (`wantsBroker` is false) takes one that a run has started.
    static func open(
        _ options: ConnectionOptions, _ settings: Settings, broker wantsBroker: Bool, logger: Logger,
        announce: (String) -> Void = { _ in }
    ) async throws -> Servers {
        let broker = try settings.secret(.brokerURL)
        // A URL that cannot be one is wrong usage, to be said before anything starts.
        if broker != nil { _ = try settings.broker(connectionName: "etl") }
        let files = broker == nil ? TLSFiles() : settings.brokerTLSFiles
        let database = try settings.givenDatabase()
        let needsBroker = wantsBroker && broker == nil
        guard needsBroker || database == nil else {
            let state = wantsBroker ? try options.state.map { try keptState(at: FilePath($0)) } : nil
            return Servers(brokerURL: broker, databaseURL: database, brokerTLS: files, state: state)
        }
        let path = options.state.map { FilePath($0) } ?? StateDirectory.defaultPath
        if !wantsBroker, let running = LocalPostgres.runningURL(in: path) {
            return Servers(brokerURL: broker, databaseURL: running, brokerTLS: files)
        }
        let state = try keptState(at: path)
        announce("Starting private servers, with their data in \(state.path)")
        let local = try await LocalServers.start(
            in: state, postgres: database == nil, rabbitMQ: needsBroker, logger: logger)
        return Servers(
            brokerURL: broker ?? local.brokerURL, databaseURL: database ?? local.databaseURL, brokerTLS: files,
            local: local, state: state)
    }

    static func keptState(at path: FilePath) throws -> StateDirectory {
        do throws(LocalServerError) {
            return try StateDirectory.kept(at: path)
        } catch {
            guard case .file = error else { throw error }
            throw CommandFailure("\(error) The state directory is \(path); choose another with --state.")
        }
    }

    func stop() async {
        guard let local else { return }
        // In a task of its own, which the cancellation of this one does not reach.
        await Task { await local.stop() }.value
    }

    func connectToDatabase() async throws(PostgresError) -> PostgresConnection {
        try await PostgresConnection.connect(PostgresConfiguration(url: databaseURL, applicationName: "etl"))
    }

    /// A connection to a database that is migrated: the one that there was, as long as it can be used, or a new one.
    func connectToDatabase(inPlaceOf connection: PostgresConnection?) async throws -> PostgresConnection {
        if let connection, await connection.isUsable { return connection }
        let new = try await connectToDatabase()
        try await Migrator.requireMigrated(on: new)
        return new
    }

    func brokerConfiguration() throws(RabbitMQError) -> RabbitMQConfiguration {
        var configuration = try RabbitMQConfiguration(url: brokerURL ?? "")
        try configuration.use(brokerTLS)
        configuration.connectionName = "etl"
        return configuration
    }

    /// Makes sure that the broker can be reached and takes the login.
    func requireBroker() async throws(RabbitMQError) {
        let browser = try await RabbitMQBrowser.connect(try brokerConfiguration())
        try await browser.declare(Stage.queues)
        await browser.close()
    }

    /// Finds the servers for a command that only looks at what has been loaded.
    static func openToLook(
        _ options: ConnectionOptions, _ settings: Settings, broker wantsBroker: Bool = false
    ) async throws -> Servers {
        let path = options.state.map { FilePath($0) } ?? StateDirectory.defaultPath
        let logger = try settings.commandLogger()
        guard try settings.givenDatabase() != nil || LocalPostgres.hasData(in: path) else {
            throw CommandFailure(
                "there is no private database in \(path) yet: load something with `\(Executable.invocation) run FILE…`, "
                    + "or name a database with --database or a state directory with --state")
        }
        return try await open(options, settings, broker: wantsBroker, logger: logger)
    }

    /// Runs a command that needs the database only.
    static func withDatabase(
        _ options: ConnectionOptions, creating: Bool = false, _ body: (PostgresConnection) async throws -> Void
    ) async throws {
        let settings = try await options.settings()
        let servers =
            creating
            ? try await open(options, settings, broker: false, logger: try settings.commandLogger())
            : try await openToLook(options, settings)
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
