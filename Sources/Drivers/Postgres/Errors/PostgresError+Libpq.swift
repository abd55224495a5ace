import CPostgreSQL

extension PostgresError {
    /// Reads the fields of a failed result; a result without a SQLSTATE comes from libpq and means a lost connection.
    init(result: OpaquePointer?, connection: OpaquePointer, statement: String, location: String) {
        func field(_ code: Int32) -> String? {
            result.flatMap { PQresultErrorField($0, code) }.map { String(cString: $0) }
        }
        guard let code = field(diag_sqlstate) else {
            self = .withoutCode(result: result, connection: connection, statement: statement, location: location)
            return
        }
        self.init(
            sqlState: SQLState(code), message: field(diag_message) ?? "the server reported an error",
            severity: field(diag_severity) ?? "ERROR", detail: field(diag_detail), hint: field(diag_hint),
            constraint: field(diag_constraint), table: field(diag_table), context: field(diag_context),
            statementSummary: statement.statementSummary, location: location)
    }

    private static func withoutCode(
        result: OpaquePointer?, connection: OpaquePointer, statement: String, location: String
    ) -> PostgresError {
        let text = String(
            cString: result.flatMap { PQresultErrorMessage($0) } ?? PQerrorMessage(connection), orElse: "")
        let isLost = PQstatus(connection) != CONNECTION_OK
        return PostgresError(
            sqlState: isLost ? .connectionLost : "XX000",
            message: isLost ? "the connection to the database was lost" : "libpq could not execute the statement",
            detail: text.isEmpty ? nil : text.singleLine, statementSummary: statement.statementSummary,
            location: location)
    }

    /// Parses libpq's verbose report of a failed connection attempt.
    ///
    /// The server's part has the form `FATAL:  28P01: password authentication failed …`, followed by lines with places
    /// in its source code. In a report about several hosts, the last code counts.
    static func connectFailed(report: String, at location: String) -> PostgresError {
        let lines = report.split(separator: "\n").filter { !$0.hasPrefix("LOCATION:") }
        let answers = lines.compactMap(serverAnswer)
        guard let answer = answers.last else {
            return PostgresError(
                sqlState: .cannotConnect, message: "the database is unreachable at \(location)", severity: "FATAL",
                detail: lines.joined(separator: " ").singleLine)
        }
        return PostgresError(
            sqlState: answer.code, message: "the database refused the connection: \(answer.message)",
            severity: "FATAL", location: location)
    }

    private static func serverAnswer(in line: Substring) -> (code: SQLState, message: String)? {
        guard let match = line.firstMatch(of: /:  ([0-9A-Z]{5}): (.*)$/) else { return nil }
        return (SQLState(String(match.output.1)), String(match.output.2))
    }
}
