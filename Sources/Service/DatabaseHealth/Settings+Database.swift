package import Logging
package import Postgres
package import ServiceSettings

extension Settings {
    /// The database's address and login. Logs a warning if it is on another machine and TLS is not certain.
    ///
    /// - Throws: ``SettingsError`` if TLS is required and not certain.
    package func database(applicationName: String, logger: Logger) throws(SettingsError) -> PostgresConfiguration {
        let configuration = PostgresConfiguration(url: try secret(.databaseURL), applicationName: applicationName)
        if let warning = try warning(of: configuration) { logger.warning("\(warning)") }
        return configuration
    }

    /// The warning of a database on another machine without certain TLS; nil if there is no reason for one.
    ///
    /// - Throws: ``SettingsError`` if TLS is required.
    package func warning(of database: PostgresConfiguration) throws(SettingsError) -> String? {
        for host in database.unprotectedHosts {
            let warning = try warning(
                ofPlain: "database", at: host, remedy: "Set sslmode=verify-full in the URL, or PGSSLMODE")
            if let warning { return warning }
        }
        return nil
    }
}
