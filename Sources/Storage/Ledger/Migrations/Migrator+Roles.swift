package import Postgres

extension Migrator {
    /// Has the database grant `etl_loader` and `etl_reader` what they need, unless they have it.
    static func grantRoles(on connection: isolated PostgresConnection) throws(PostgresError) {
        // A program of before has left a database without it, or a test migrates something else.
        let question = "SELECT to_regprocedure('etl.grant_roles()') IS NOT NULL"
        guard try connection.query(question).first?.bool(0) == true else { return }
        try connection.transaction { connection throws(PostgresError) in
            try findRecords(on: connection)
            try connection.execute("SELECT etl.grant_roles()")
        }
    }

    /// Says what an administrator has to do where the user of a migration could not make the roles; nil when they are
    /// there. The owner of the tables needs none of them.
    package static func adviceOnRoles(on connection: isolated PostgresConnection) throws(PostgresError) -> String? {
        let missing = try connection.query(
            "SELECT name FROM unnest('{etl_loader,etl_reader}'::text[]) AS name WHERE to_regrole(name) IS NULL"
        ).compactMap { $0.string(0) }
        guard !missing.isEmpty else { return nil }
        let statements = missing.map { "CREATE ROLE \($0) NOLOGIN;" }.joined(separator: " ")
        let user = try connection.query("SELECT current_user").first?.string(0) ?? "this user"
        return """
            the database lacks \(missing.joined(separator: " and ")), and \(user) cannot create roles: services can log in \
            only as \(user). For fewer privileges, have an administrator run “\(statements)”, then migrate again
            """
    }
}
