package import Postgres

extension Migrator {
    /// Grants `etl_loader`, `etl_reader`, `etl_submitter` and `etl_console` their privileges, unless they have them.
    static func grantRoles(on connection: isolated PostgresConnection) throws(PostgresError) {
        // An older program's database has no such function, and neither do the migrations of some tests.
        let question = "SELECT to_regprocedure('etl.grant_roles()') IS NOT NULL"
        guard try connection.query(question).first?.bool(0) == true else { return }
        try connection.transaction { connection throws(PostgresError) in
            try findRecords(on: connection)
            try connection.execute("SELECT etl.grant_roles()")
        }
    }

    /// The steps for an administrator if the migration's user could not create the roles; nil if they exist. The owner
    /// of the tables needs none of them.
    package static func adviceOnRoles(on connection: isolated PostgresConnection) throws(PostgresError) -> String? {
        let missing = try connection.query(
            "SELECT name FROM unnest('{etl_loader,etl_reader,etl_submitter,etl_console}'::text[]) AS name WHERE to_regrole(name) IS NULL"
        ).compactMap { $0.string(0) }
        guard !missing.isEmpty else { return nil }
        let statements = missing.map { "CREATE ROLE \($0) NOLOGIN;" }.joined(separator: " ")
        let user = try connection.query("SELECT current_user").first?.string(0) ?? "this user"
        return """
            the database lacks \(missing.joined(separator: ", ")), and \(user) cannot create roles: services can log in \
            only as \(user). For fewer privileges, have an administrator run “\(statements)”, then migrate again
            """
    }
}
