import Bus
import Ledger
package import LocalServers
import Postgres
package import RabbitMQ
package import ServiceSettings
package import SystemPackage

/// The servers that an operation works with: the ones that were named, or private ones in a state directory.
package struct Servers: Sendable {
    package let brokerURL: String?
    package let databaseURL: String?
    /// The files for TLS to a broker that was named.
    package let brokerTLS: TLSFiles
    /// The private ones among them.
    let local: LocalServers?
    /// The directory of the private ones, or the one that was requested; locked as long as a value of this lives.
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

    /// Where the state is; nil where none is kept.
    package var statePath: FilePath? { state?.path }

    /// Whether any of the servers is private.
    package var arePrivate: Bool { local != nil }

    /// The servers that the settings name, both of them: for work with services that others run.
    package static func named(by settings: Settings) throws -> Servers {
        guard let database = try settings.requestedDatabase() else { throw ServersError.noDatabase }
        // A URL that cannot be one is wrong usage: it is reported before anything is connected to.
        _ = try settings.broker(connectionName: "etl")
        return Servers(
            brokerURL: try settings.secret(.brokerURL), databaseURL: database, brokerTLS: settings.brokerTLSFiles)
    }

    /// Finds the servers, and starts private ones in place of those that are not named.
    ///
    /// Where only the database matters (`broker` is false), one that a run has started serves too.
    ///
    /// - Parameter starting: called before private servers start, with their state directory.
    package static func open(
        _ request: ServerRequest, broker wantsBroker: Bool, starting: (FilePath) -> Void = { _ in }
    ) async throws -> Servers {
        let settings = request.settings
        let broker = try settings.secret(.brokerURL)
        // A URL that cannot be one is wrong usage: it is reported before anything starts.
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
            in: state, postgres: database == nil, rabbitMQ: needsBroker, logger: try settings.controlLogger())
        return Servers(
            brokerURL: broker ?? local.brokerURL, databaseURL: database ?? local.databaseURL, brokerTLS: files,
            local: local, state: state)
    }

    /// Finds the servers for a look at what has been loaded; nothing is created.
    package static func openToLook(_ request: ServerRequest) async throws -> Servers {
        let path = request.statePath
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
        // In a task of its own, which the cancellation of this one does not reach.
        await Task { await local.stop() }.value
    }

    /// Runs `body`, and stops the private servers whatever comes of it.
    package func stopping<Value>(after body: () async throws -> Value) async throws -> Value {
        let outcome = await Result { try await body() }
        await stop()
        return try outcome.get()
    }
}
