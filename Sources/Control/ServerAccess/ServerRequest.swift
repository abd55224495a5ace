import Foundation
import LocalServers
package import Logging
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
    package func requestedDatabase() throws(SettingsError) -> String? {
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
