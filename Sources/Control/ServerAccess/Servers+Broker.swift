import Bus
import LocalServers
import RabbitMQ
package import ServiceSettings
import SystemPackage

extension Servers {
    /// The broker that the settings name, without a database; nil when they name none.
    package static func namedBroker(by settings: Settings) throws -> Servers? {
        guard let broker = try settings.secret(.brokerURL) else { return nil }
        _ = try settings.broker(connectionName: "etl")
        return Servers(brokerURL: broker, databaseURL: nil, brokerTLS: settings.brokerTLSFiles)
    }

    /// Finds the broker for an operation that needs nothing else: the named one, or a private one. Starts a private one
    /// unless a run in progress has started it.
    ///
    /// - Returns: nil when the private broker has no data yet, unless `creating`.
    package static func openBroker(_ request: ServerRequest, creating: Bool = false) async throws -> Servers? {
        if let named = try namedBroker(by: request.settings) { return named }
        let path = request.statePath
        guard creating || LocalRabbitMQ.hasData(in: path) else {
            guard LocalPostgres.hasData(in: path) else { throw ServersError.noPrivateServers(state: path) }
            return nil
        }
        let state: StateDirectory
        do {
            state = try keptState(at: path)
        } catch let error as LocalServerError {
            // Checked last: a broker left behind by a killed run exits soon.
            guard case .stateInUse = error, let running = LocalRabbitMQ.runningURL(in: path) else { throw error }
            return Servers(brokerURL: running, databaseURL: nil)
        }
        let logger = try request.settings.controlLogger()
        let local = try await LocalServers.start(in: state, postgres: false, logger: logger)
        return Servers(brokerURL: local.brokerURL, databaseURL: nil, local: local, state: state)
    }

    /// Finds the broker that belongs to these servers, to read it.
    ///
    /// - Returns: nil when there is none, unless `creating`. The caller stops it separately.
    package func openBroker(_ request: ServerRequest, creating: Bool = false) async throws -> Servers? {
        if let named = try Self.namedBroker(by: request.settings) { return named }
        // This process holds the state lock, so no other process runs a broker on it.
        guard let state else { return try await Self.openBroker(request, creating: creating) }
        guard creating || LocalRabbitMQ.hasData(in: state.path) else { return nil }
        let logger = try request.settings.controlLogger()
        let local = try await LocalServers.start(in: state, postgres: false, logger: logger)
        return Servers(brokerURL: local.brokerURL, databaseURL: nil, local: local)
    }
}
