import Bus
import DatabaseHealth
import Foundation
import LocalServers
package import Logging
import Postgres
import ServiceLogging
package import ServiceSettings
package import SystemPackage

/// The requested servers: those that the settings name, and private ones in a state directory for the rest.
package struct ServerRequest: Sendable {
    package let settings: Settings
    /// The chosen state directory; nil for the default.
    package let state: FilePath?

    package init(settings: Settings, state: FilePath? = nil) {
        self.settings = settings
        self.state = state
    }

    /// The data directory of private servers.
    package var statePath: FilePath { state ?? StateDirectory.defaultPath }
}

extension Settings {
    /// The requested database; nil for a private one. The empty string selects the `PG*` variables.
    ///
    /// - Throws: ``SettingsError`` if it lacks the TLS that is required.
    package func requestedDatabase() throws(SettingsError) -> String? {
        guard let url = try namedDatabase() else { return nil }
        _ = try warning(of: PostgresConfiguration(url: url, applicationName: "etl"))
        return url
    }

    /// The warnings of requested servers on other machines without TLS.
    ///
    /// - Throws: ``SettingsError`` if a server cannot be used, or if it lacks the TLS that is required.
    package func warningsOfPlainConnections() throws(SettingsError) -> [String] {
        var warnings: [String] = []
        if try secret(.brokerURL) != nil, let text = try warning(of: broker(connectionName: "etl")) {
            warnings.append(text)
        }
        if let url = try namedDatabase(),
            let text = try warning(of: PostgresConfiguration(url: url, applicationName: "etl"))
        {
            warnings.append(text)
        }
        if let text = try managementWarning() { warnings.append(text) }
        return warnings
    }

    private func namedDatabase() throws(SettingsError) -> String? {
        if let url = try secret(.databaseURL) { return url }
        let environment = ProcessInfo.processInfo.environment
        let names = ["PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE", "PGPORT"]
        return names.contains { environment[$0]?.isEmpty == false } ? "" : nil
    }

    /// A logger to standard error, by default for errors only: callers of Control get values and events.
    package func controlLogger() throws(SettingsError) -> Logger {
        var logger = try logger(label: "etl", format: .text)
        if string(.logLevel) == nil { logger.logLevel = .error }
        return logger
    }
}
