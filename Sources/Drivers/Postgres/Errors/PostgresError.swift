/// An error of PostgreSQL or libpq, with its location and remedy.
///
/// One reference in size, so that a throwing function costs no more than one that returns an optional.
package struct PostgresError: Error, Sendable {
    private let report: Report

    /// - Parameters:
    ///   - message: One sentence for a person, without a secret.
    ///   - location: `host:port/database as user`.
    ///   - statementSummary: The beginning of the statement, without its parameters.
    package init(
        sqlState: SQLState, message: String, severity: String = "ERROR", detail: String? = nil, hint: String? = nil,
        constraint: String? = nil, table: String? = nil, context: String? = nil, statementSummary: String? = nil,
        location: String? = nil
    ) {
        report = Report(
            sqlState: sqlState, message: message, severity: severity, detail: detail, hint: hint,
            constraint: constraint, table: table, context: context, statementSummary: statementSummary,
            location: location)
    }

    package var sqlState: SQLState { report.sqlState }
    /// The server's primary message, or libpq's.
    package var message: String { report.message }
    /// `ERROR`, `FATAL` or `PANIC`, always in English.
    package var severity: String { report.severity }
    package var detail: String? { report.detail }
    package var hint: String? { report.hint }
    /// The violated constraint: `token_transfers_pkey`.
    package var constraint: String? { report.constraint }
    package var table: String? { report.table }
    /// The location in the statement: `COPY token_transfers, line 17`.
    package var context: String? { report.context }
    package var statementSummary: String? { report.statementSummary }
    package var location: String? { report.location }
    package var fault: SQLState.Fault { sqlState.fault }
}

/// An error inside a transaction or a COPY: the database's, or the caller's own.
package protocol PostgresFailure: Error {
    /// Wraps the database's error.
    init(_ error: PostgresError)
}

extension PostgresError: PostgresFailure {
    package init(_ error: PostgresError) {
        self = error
    }
}

private final class Report: Sendable {
    let sqlState: SQLState
    let message: String
    let severity: String
    let detail: String?
    let hint: String?
    let constraint: String?
    let table: String?
    let context: String?
    let statementSummary: String?
    let location: String?

    init(
        sqlState: SQLState, message: String, severity: String, detail: String?, hint: String?, constraint: String?,
        table: String?, context: String?, statementSummary: String?, location: String?
    ) {
        self.sqlState = sqlState
        self.message = message
        self.severity = severity
        self.detail = detail
        self.hint = hint
        self.constraint = constraint
        self.table = table
        self.context = context
        self.statementSummary = statementSummary
        self.location = location
    }
}
