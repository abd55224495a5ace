package import Postgres

extension Migrator {
    /// The statements with which an administrator takes from everybody what no role of this program needs: temporary tables,
    /// functions in `pg_temp` and large objects. Nil if nobody has them.
    ///
    /// A migration executes them itself where it may, and where the database holds no table of others.
    package static func adviceOnEverybody(
        on connection: isolated PostgresConnection
    ) throws(PostgresError) -> String? {
        let statements = try connection.query(openToEverybody).compactMap { $0.string(0) }
        guard !statements.isEmpty else { return nil }
        return """
            everybody who may log in to the database may make temporary tables, functions or large objects in it; if no \
            other program needs that, have an administrator run there “\(statements.joined(separator: " "))”
            """
    }

    private static let openToEverybody = """
        WITH owner AS (SELECT relowner::regrole AS name FROM pg_class WHERE oid = 'etl.sources'::regclass)
        SELECT format('GRANT TEMPORARY ON DATABASE %1$I TO %2$s%3$s; REVOKE TEMPORARY ON DATABASE %1$I FROM PUBLIC;', datname,
            owner.name, CASE WHEN to_regrole('etl_loader') IS NOT NULL THEN ', etl_loader' END)
        FROM owner, pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) AS granted
        WHERE datname = current_database() AND grantee = 0 AND privilege_type = 'TEMPORARY'
        UNION ALL
        SELECT format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC;', string_agg(pg_proc.oid::regprocedure::text, ', ' ORDER BY proname))
        FROM pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner))) AS granted
        WHERE pg_proc.oid = ANY ('{lo_creat(integer),lo_create(oid),"lo_from_bytea(oid,bytea)"}'::regprocedure[]) AND grantee = 0
        HAVING count(*) > 0
        UNION ALL
        SELECT format('GRANT USAGE ON LANGUAGE %1$s TO %2$s; REVOKE USAGE ON LANGUAGE %1$s FROM PUBLIC;',
            string_agg(quote_ident(lanname), ', '), min(owner.name::text))
        FROM owner, pg_language, aclexplode(coalesce(lanacl, acldefault('l', lanowner))) AS granted
        WHERE lanname IN ('plpgsql', 'sql') AND grantee = 0
        HAVING count(*) > 0
        """
}
