import Testing

@testable import Postgres

@Suite struct PostgresErrorTests {
    @Test func saysWhatWhereAndWhatToDo() {
        let error = PostgresError(
            sqlState: .noSuchTable, message: #"relation "tokens" does not exist"#,
            statementSummary: "COPY tokens".statementSummary, location: "db:5432/etl as loader")
        #expect(
            error.description
                == #"relation "tokens" does not exist. Tables are missing: run `etl migrate`. "#
                + "[SQLSTATE 42P01, in “COPY tokens”, at db:5432/etl as loader]")
    }

    @Test func staysOnOneLine() {
        let error = PostgresError(sqlState: "42601", message: "syntax error", detail: "line one\n\tline two")
        #expect(error.description == "syntax error. line one line two. [SQLSTATE 42601]")
    }

    @Test func shortensLongStatements() {
        let summary = ("INSERT INTO t\n  VALUES (" + String(repeating: "1, ", count: 5000)).statementSummary
        #expect(summary.count == 101)
        #expect(summary.hasPrefix("INSERT INTO t VALUES (1, 1"))
    }

    @Test func readsTheCodeOutOfARefusedLoginInAnyLanguage() {
        let report = """
            Verbindung zum Server auf »db«, Port 5432 fehlgeschlagen: FATAL:  28P01: Passwort-Authentifizierung für Benutzer »x« fehlgeschlagen
            LOCATION:  auth_failed, auth.c:326
            """
        let error = PostgresError.connectFailed(report: report, at: "db:5432/etl as x")
        #expect(error.sqlState == .invalidPassword)
        #expect(error.message.hasSuffix("Passwort-Authentifizierung für Benutzer »x« fehlgeschlagen"))
    }

    @Test func takesAReportWithoutACodeForAnUnreachableServer() {
        let error = PostgresError.connectFailed(report: "could not translate host name \"db\"\n", at: "db:1/x as y")
        #expect(error.sqlState == .cannotConnect)
        #expect(error.description.contains("unreachable at db:1/x as y. could not translate host name \"db\"."))
    }
}
