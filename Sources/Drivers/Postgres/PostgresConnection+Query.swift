import CPostgreSQL

extension PostgresConnection {
    /// Sends one statement with parameters `$1`, `$2`, … and reads all of its rows into memory.
    ///
    /// The corresponding C function is `PQexecParams`.
    package func query(_ sql: String, _ parameters: [PostgresValue] = []) throws(PostgresError) -> PostgresRows {
        let session = try session()
        let result = try QueryParameters(parameters).withPointers { count, types, values, lengths, formats in
            PQexecParams(session, sql, count, types, values, lengths, formats, 0)
        }
        return try checked(ResultHandle(pointer: result), of: sql).rows()
    }
}
