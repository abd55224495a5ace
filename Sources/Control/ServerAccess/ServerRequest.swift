import Foundation
import LocalServers
package import Logging
import ServiceLogging
package import ServiceSettings
package import SystemPackage

/// Which servers are wanted: those that the settings name, and private ones in a state directory in place of the others.
package struct ServerRequest: Sendable {
    package let settings: Settings
    /// The state directory that was chosen; nil for the default.
    package let state: FilePath?

    package init(settings: Settings, state: FilePath? = nil) {
        self.settings = settings
        self.state = state
    }

    /// Where private servers keep their data.
    package var statePath: FilePath { state ?? StateDirectory.defaultPath }
}

extension Settings {
    /// The database that was requested; nil when a private one is to serve. The empty string leaves it to `PG*`.
    package func requestedDatabase() throws(SettingsError) -> String? {
        if let url = try secret(.databaseURL) { return url }
        let environment = ProcessInfo.processInfo.environment
        let names = ["PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE", "PGPORT"]
        return names.contains { environment[$0]?.isEmpty == false } ? "" : nil
    }

    /// A logger to standard error that leaves routine out: whoever controls the pipeline gets values and events.
    package func controlLogger() throws(SettingsError) -> Logger {
        var logger = try logger(label: "etl", format: .text)
        if string(.logLevel) == nil { logger.logLevel = .error }
        return logger
    }
}
