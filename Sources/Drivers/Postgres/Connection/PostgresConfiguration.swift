/// The database's address and login: anything that libpq accepts.
///
/// Printing, dumping or interpolating it never shows a password.
package struct PostgresConfiguration: Sendable {
    /// The parameters for libpq, or why the connection string cannot be parsed.
    let parameters: Result<[ConnectionParameter], PostgresError>
    /// `host:port/database as user`, for messages.
    package let location: String

    /// Parses a connection string.
    ///
    /// Settings in the string, the environment or a service file take precedence. The other ones get values that detect
    /// a dead server in half a minute: `connect_timeout` 10 s, keepalives after 30 s, `tcp_user_timeout` 30 s.
    ///
    /// - Parameters:
    ///   - url: `postgresql://user@host:port/database`, `host=… dbname=…`, or nothing for the `PG*` environment.
    ///     ``PostgresConnection/connect(_:)`` throws if it cannot be parsed.
    ///   - applicationName: The name in `pg_stat_activity`, unless the user chose one.
    package init(url: String?, applicationName: String) {
        do throws(PostgresError) {
            let given = try ConnectionParameter.parse(url ?? "")
            let defaults = ConnectionParameter.defaults()
            parameters = .success(Self.complete(given, defaults: defaults, applicationName: applicationName))
            location = Self.location(of: defaults.merging(given) { _, chosen in chosen })
        } catch {
            parameters = .failure(error)
            location = "an unreadable connection string"
        }
    }

    /// A connection string as environment variables (`PGHOST`, `PGPASSWORD`, …) for other programs that use libpq. On a
    /// command line, every user of the machine could read the password.
    package static func environment(for url: String) throws(PostgresError) -> [String: String] {
        try ConnectionParameter.environment(for: url)
    }

    private static func complete(
        _ given: [String: String], defaults: [String: String], applicationName: String
    ) -> [ConnectionParameter] {
        let ours = [
            "connect_timeout": "10", "keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3",
            "tcp_user_timeout": "30000",
        ]
        var chosen = ours.filter { defaults[$0.key] == nil }.merging(given) { _, given in given }
        chosen["fallback_application_name"] = applicationName
        // Text is sent as UTF-8, independent of the user's locale.
        chosen["client_encoding"] = "UTF8"
        return chosen.map { ConnectionParameter(keyword: $0.key, value: $0.value) }
    }

    /// The hosts to which libpq may connect without TLS, in their order; none of Unix sockets, or of a text that it cannot read.
    package var unprotectedHosts: [String] {
        guard case .success(let complete) = parameters else { return [] }
        return Self.unprotectedHosts(of: ConnectionParameter.resolved(complete))
    }

    private static func unprotectedHosts(of parameters: [String: String]) -> [String] {
        guard ["disable", "allow", "prefer"].contains(parameters["sslmode"] ?? "prefer") else { return [] }
        func list(_ keyword: String) -> [String] {
            (parameters[keyword] ?? "").split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        let (names, addresses) = (list("host"), list("hostaddr"))
        return (0..<max(names.count, addresses.count)).compactMap { place in
            let address = place < addresses.count ? addresses[place] : ""
            let host = address.isEmpty && place < names.count ? names[place] : address
            return host.isEmpty || host.hasPrefix("/") || host.hasPrefix("@") ? nil : host
        }
    }

    private static func location(of parameters: [String: String]) -> String {
        let user = parameters["user"]
        return location(
            host: parameters["host"] ?? parameters["hostaddr"] ?? "localhost", port: parameters["port"] ?? "5432",
            database: parameters["dbname"] ?? user ?? "", user: user ?? "")
    }

    static func location(host: String, port: String, database: String, user: String) -> String {
        "\(host):\(port)/\(database) as \(user)"
    }
}

extension PostgresConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { location }
    package var debugDescription: String { location }
    package var customMirror: Mirror { Mirror(self, children: ["location": location]) }
}
