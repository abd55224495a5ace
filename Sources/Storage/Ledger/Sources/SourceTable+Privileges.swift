package import Postgres

extension SourceTable {
    /// Whether the session may enter sources, as the role `etl_submitter` may.
    package static func maySubmit(on connection: isolated PostgresConnection) throws(PostgresError) -> Bool {
        try connection.query("SELECT has_any_column_privilege('etl.sources', 'INSERT')").first?.bool(0) == true
    }

    /// Whether the session may take out sources with their rows, as the owner of the tables may.
    package static func mayRemove(on connection: isolated PostgresConnection) throws(PostgresError) -> Bool {
        try connection.query(
            "SELECT has_table_privilege('etl.batches', 'DELETE') AND has_table_privilege('tokens', 'DELETE')"
        ).first?.bool(0) == true
    }
}
