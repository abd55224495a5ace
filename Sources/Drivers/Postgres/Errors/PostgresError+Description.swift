extension PostgresError: CustomStringConvertible {
    /// One line: the error, its cause, the remedy, and in brackets the code, the statement and the server.
    package var description: String {
        var sentences = [message]
        if let detail { sentences.append(detail) }
        if let context { sentences.append("Context: \(context)") }
        if let hint { sentences.append(hint) }
        if let advice { sentences.append(advice) }
        var origin = ["SQLSTATE \(sqlState)"]
        if let statementSummary { origin.append("in “\(statementSummary)”") }
        if let location { origin.append("at \(location)") }
        let text = sentences.map { $0.hasSuffix(".") ? $0 : $0 + "." }.joined(separator: " ")
        return "\(text) [\(origin.joined(separator: ", "))]".singleLine
    }

    /// A remedy for an error whose message has none.
    private var advice: String? {
        switch sqlState {
        case .cannotConnect: "Check that the server is running, and check the host, port and TLS settings."
        case .invalidPassword, .invalidAuthorization:
            "Check the user and the password (connection string, PGPASSWORD or ~/.pgpass) and the server's pg_hba.conf."
        case .noSuchDatabase: "Create the database (createdb) or correct its name in the connection string."
        case .noSuchTable, .noSuchSchema: "Tables are missing: run `etl migrate`."
        case .insufficientPrivilege: "Grant the user the privilege, or connect as the owner of the tables."
        case .diskFull: "Free space on the database server; loading resumes automatically."
        case .tooManyConnections: "Start fewer processes, or raise the server's max_connections."
        default: nil
        }
    }
}

extension String {
    /// The text with every run of blanks and line breaks replaced by one blank.
    var singleLine: String {
        split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// The first characters of a statement, enough to recognise it in a log.
    var statementSummary: String {
        let line = prefix(400).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count <= 100 ? line : line.prefix(100) + "…"
    }
}
