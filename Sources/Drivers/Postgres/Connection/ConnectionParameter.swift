import CPostgreSQL

/// One setting of a connection, in libpq's words: `host`, `port`, `sslmode`.
struct ConnectionParameter: Sendable {
    let keyword: String
    let value: String

    /// The settings that a connection string names. The corresponding C function is `PQconninfoParse`.
    ///
    /// - Throws: ``PostgresError`` with ``SQLState/invalidSetting``, without any part of the string: it may hold a password.
    static func parse(_ text: String) throws(PostgresError) -> [String: String] {
        var reason: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(text, &reason) else {
            defer { PQfreemem(reason) }
            throw unreadable(reason.map { String(cString: $0) } ?? "")
        }
        let settings = settings(consuming: options)
        // The rest of a password with an `@` in it, which would be shown in every message.
        guard settings["host"]?.contains("@") != true else { throw unreadable("") }
        // One with a `/` in it has its beginning taken for a port, and its rest for the database.
        let isPort = settings["port"]?.allSatisfy { $0.isASCII && $0.isNumber || ", ".contains($0) } ?? true
        let isDatabase = !text.contains("://") || text.contains("%40") || settings["dbname"]?.contains("@") != true
        guard isPort, isDatabase else { throw unreadable("") }
        return settings
    }

    /// What libpq takes where a connection string says nothing: the environment, the service file, built-in values.
    static func defaults() -> [String: String] {
        PQconndefaults().map(settings(consuming:)) ?? [:]
    }

    /// The environment variables through which libpq takes the settings of a connection string: `PGHOST`, `PGPASSWORD`.
    /// Settings that have none are left out.
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
        // libpq quotes the parts that it does not understand, and the password may be one of them.
        let start = String(reason.prefix { $0 != "\"" && $0 != ":" }).singleLine
        return PostgresError(
            sqlState: .invalidSetting, message: "the connection string of the database cannot be read",
            detail: start.isEmpty ? nil : "libpq says: \(start) …",
            hint: "Write postgresql://user@host:port/database or host=… dbname=…, with special characters as %XX.")
    }
}

extension String {
    init(cString pointer: UnsafePointer<CChar>?, orElse fallback: String) {
        self = pointer.map { String(cString: $0) } ?? fallback
    }
}
