import Bus
import Ledger
package import LocalServers
import Postgres
package import RabbitMQ
package import ServiceSettings
package import SystemPackage

/// The servers of an operation: named ones, or private ones in a state directory.
package struct Servers: Sendable {
    package let brokerURL: String?
    package let databaseURL: String?
    /// The TLS files for a named broker.
    package let brokerTLS: TLSFiles
    /// The private servers among them.
    let local: LocalServers?
    /// The state directory; locked for the lifetime of this value.
    let state: StateDirectory?

    package init(
        brokerURL: String?, databaseURL: String?, brokerTLS: TLSFiles = TLSFiles(), local: LocalServers? = nil,
        state: StateDirectory? = nil
    ) {
        self.brokerURL = brokerURL
        self.databaseURL = databaseURL
        self.brokerTLS = brokerTLS
        self.local = local
        self.state = state
    }

    /// The path of the state directory; nil without one.
    package var statePath: FilePath? { state?.path }

    /// Whether any server is private.
    package var arePrivate: Bool { local != nil }

    /// The broker and the database that the settings name, for services that run elsewhere.
    package static func named(by settings: Settings) throws -> Servers {
        guard let database = try settings.requestedDatabase() else { throw ServersError.noDatabase }
        // A malformed URL is wrong usage: report it before connecting.
        _ = try settings.broker(connectionName: "etl")
        return Servers(
            brokerURL: try settings.secret(.brokerURL), databaseURL: database, brokerTLS: settings.brokerTLSFiles)
    }

    /// Finds the servers, and starts private ones for those that are not named.
    ///
    /// If only the database matters (`broker` is false), uses one that a run has started.
    ///
    /// - Parameter starting: called before private servers start, with their state directory.
    package static func open(
        _ request: ServerRequest, broker wantsBroker: Bool, starting: (FilePath) -> Void = { _ in }
    ) async throws -> Servers {
        let settings = request.settings
        // Wrong settings are wrong usage, independent of the servers.
        let logger = try settings.controlLogger()
        let broker = try settings.secret(.brokerURL)
        // A malformed URL is wrong usage: report it before starting servers.
        if broker != nil { _ = try settings.broker(connectionName: "etl") }
        let files = broker == nil ? TLSFiles() : settings.brokerTLSFiles
        let database = try settings.requestedDatabase()
        let needsBroker = wantsBroker && broker == nil
        guard needsBroker || database == nil else {
            let state = wantsBroker ? try request.state.map { try keptState(at: $0) } : nil
            return Servers(brokerURL: broker, databaseURL: database, brokerTLS: files, state: state)
        }
        let path = request.statePath
        if !wantsBroker, let running = LocalPostgres.runningURL(in: path) {
            return Servers(brokerURL: broker, databaseURL: running, brokerTLS: files)
        }
        let state = try keptState(at: path)
        starting(state.path)
        let local = try await LocalServers.start(
            in: state, postgres: database == nil, rabbitMQ: needsBroker, logger: logger)
        return Servers(
            brokerURL: broker ?? local.brokerURL, databaseURL: database ?? local.databaseURL, brokerTLS: files,
            local: local, state: state)
    }

    /// Finds the servers for reading loaded data; creates nothing.
    package static func openToLook(_ request: ServerRequest) async throws -> Servers {
        let path = request.statePath
        // Wrong settings are wrong usage, independent of the servers.
        _ = try request.settings.controlLogger()
        guard try request.settings.requestedDatabase() != nil || LocalPostgres.hasData(in: path) else {
            throw ServersError.noPrivateDatabase(state: path)
        }
        return try await open(request, broker: false)
    }

    static func keptState(at path: FilePath) throws -> StateDirectory {
        do throws(LocalServerError) {
            return try StateDirectory.kept(at: path)
        } catch {
            guard case .file = error else { throw error }
            throw ServersError.unusableState(path, "\(error)")
        }
    }

    /// Stops the private servers among them.
    package func stop() async {
        guard let local else { return }
        // In a separate task, which the cancellation of this one does not affect.
        await Task { await local.stop() }.value
    }

    /// Runs `body`, then stops the private servers, also after an error.
    package func stopping<Value>(after body: () async throws -> Value) async throws -> Value {
        let outcome = await Result { try await body() }
        await stop()
        return try outcome.get()
    }
}
