import CPostgreSQL

/// One setting of a connection, by libpq's name: `host`, `port`, `sslmode`.
struct ConnectionParameter: Sendable {
    let keyword: String
    let value: String

    /// The settings in a connection string. The corresponding C function is `PQconninfoParse`.
    ///
    /// - Throws: ``PostgresError`` with ``SQLState/invalidSetting``, without any part of the string: it can contain a
    ///   password.
    static func parse(_ text: String) throws(PostgresError) -> [String: String] {
        var reason: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(text, &reason) else {
            defer { PQfreemem(reason) }
            throw unreadable(reason.map { String(cString: $0) } ?? "")
        }
        let settings = settings(consuming: options)
        // The rest of a password that contains an `@`, which every message would show.
        guard settings["host"]?.contains("@") != true else { throw unreadable("") }
        // libpq takes the beginning of a password with a `/` for the port, and the rest for the database.
        let isPort = settings["port"]?.allSatisfy { $0.isASCII && $0.isNumber || ", ".contains($0) } ?? true
        let isDatabase = !text.contains("://") || text.contains("%40") || settings["dbname"]?.contains("@") != true
        guard isPort, isDatabase else { throw unreadable("") }
        return settings
    }

    /// libpq's defaults for settings that are not in the connection string: the environment, the service file, built-in
    /// values.
    static func defaults() -> [String: String] {
        PQconndefaults().map(settings(consuming:)) ?? [:]
    }

    /// The settings as libpq resolves them, with the environment, the service file and its defaults; nothing is sent.
    static func resolved(_ given: [ConnectionParameter]) -> [String: String] {
        // An invalid value ends the attempt after libpq has resolved the settings, and before it looks for a host.
        let impossible = ConnectionParameter(keyword: "target_session_attrs", value: "none")
        let connection = LibpqConnection.start(given.filter { $0.keyword != impossible.keyword } + [impossible])
        defer { PQfinish(connection) }
        return PQconninfo(connection).map(settings(consuming:)) ?? [:]
    }

    /// The environment variables of libpq for the settings of a connection string: `PGHOST`, `PGPASSWORD`. Settings
    /// without a variable are skipped.
    static func environment(for text: String) throws(PostgresError) -> [String: String] {
        let given = try parse(text)
        var variables: [String: String] = [:]
        guard let options = PQconndefaults() else { return variables }
        defer { PQconninfoFree(options) }
        var option = options
        while let keyword = option.pointee.keyword {
            if let name = option.pointee.envvar, let value = given[String(cString: keyword)] {
                variables[String(cString: name)] = value
            }
            option += 1
        }
        return variables
    }

    private static func settings(consuming options: UnsafeMutablePointer<PQconninfoOption>) -> [String: String] {
        defer { PQconninfoFree(options) }
        var settings: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val {
                settings[String(cString: keyword)] = String(cString: value)
            }
            option += 1
        }
        return settings
    }

    private static func unreadable(_ reason: String) -> PostgresError {
        // libpq quotes the parts that it cannot parse, and the password may be one of them.
        let start = String(reason.prefix { $0 != "\"" && $0 != ":" }).singleLine
        return PostgresError(
            sqlState: .invalidSetting, message: "the database's connection string cannot be parsed",
            detail: start.isEmpty ? nil : "libpq: \(start) …",
            hint: "Write postgresql://user@host:port/database or host=… dbname=…, with special characters as %XX.")
    }
}

extension String {
    init(cString pointer: UnsafePointer<CChar>?, orElse fallback: String) {
        self = pointer.map { String(cString: $0) } ?? fallback
    }
}
