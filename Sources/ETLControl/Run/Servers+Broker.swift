import LocalServers
import Pipeline
import SystemPackage

extension Servers {
    /// Finds the broker for a command that needs nothing else: the one that was given, the private one of a run that is going
    /// on, or a private one that is started.
    ///
    /// - Returns: nil when a private one was meant and has never kept any data, unless it is to be made.
    static func openBroker(
        _ options: ConnectionOptions, _ settings: Settings, creating: Bool = false
    ) async throws -> Servers? {
        if let broker = try settings.secret(.brokerURL) {
            _ = try settings.broker(connectionName: "etl")
            return Servers(brokerURL: broker, databaseURL: nil, brokerTLS: settings.brokerTLSFiles)
        }
        let path = options.state.map { FilePath($0) } ?? StateDirectory.defaultPath
        guard creating || LocalRabbitMQ.hasData(in: path) else {
            guard LocalPostgres.hasData(in: path) else {
                throw CommandFailure(
                    "there are no private servers in \(path) yet: name a broker with --broker, or their directory with --state"
                )
            }
            return nil
        }
        let state: StateDirectory
        do {
            state = try keptState(at: path)
        } catch let error as LocalServerError {
            // Only now: one that a killed run has left behind is about to end.
            guard case .stateInUse = error, let running = LocalRabbitMQ.runningURL(in: path) else { throw error }
            return Servers(brokerURL: running, databaseURL: nil)
        }
        let local = try await LocalServers.start(in: state, postgres: false, logger: try settings.commandLogger())
        return Servers(brokerURL: local.brokerURL, databaseURL: nil, local: local, state: state)
    }

    /// Finds the broker that belongs to these servers, for a look.
    ///
    /// - Returns: nil when there is none. To be stopped by itself.
    func openBroker(_ options: ConnectionOptions, _ settings: Settings) async throws -> Servers? {
        // We have the state ourselves, so nobody runs a broker on it.
        guard let state else { return try await Self.openBroker(options, settings) }
        guard LocalRabbitMQ.hasData(in: state.path) else { return nil }
        let local = try await LocalServers.start(in: state, postgres: false, logger: try settings.commandLogger())
        return Servers(brokerURL: local.brokerURL, databaseURL: nil, local: local)
    }
}
