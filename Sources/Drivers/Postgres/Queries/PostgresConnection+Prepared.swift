import CPostgreSQL

extension PostgresConnection {
    /// Runs a statement with parameters whose answer is one value, and returns the bytes of that value's text; nil for
    /// NULL or no row.
    ///
    /// The session prepares the statement on its first use, and keeps the most recently used ones. The corresponding C
    /// functions are `PQprepare` and `PQexecPrepared`.
    package func preparedText(_ sql: String, _ parameters: [PostgresValue] = []) throws(PostgresError) -> [UInt8]? {
        let session = try session()
        let values = try QueryParameters(parameters)
        let name = try preparedName(of: sql, values)
        let result = values.withPointers { count, _, values, lengths, formats in
            PQexecPrepared(session, name, count, values, lengths, formats, 0)
        }
        return try checked(ResultHandle(pointer: result), of: sql).firstText()
    }

    private func preparedName(of sql: String, _ parameters: QueryParameters) throws(PostgresError) -> String {
        if let name = prepared.name(of: sql) { return name }
        if let old = prepared.surplus {
            try execute("DEALLOCATE \(old.name)")
            prepared.forget(old.sql)
        }
        let session = try session()
        let name = prepared.newName()
        let result = parameters.withPointers { count, types, _, _, _ in PQprepare(session, name, sql, count, types) }
        _ = try checked(ResultHandle(pointer: result), of: sql)
        prepared.keep(sql, name: name)
        return name
    }
}

extension ResultHandle {
    /// The text of the first column of the first row, copied; nil for NULL or no row.
    fileprivate func firstText() -> [UInt8]? {
        guard PQntuples(pointer) > 0, PQnfields(pointer) > 0, PQgetisnull(pointer, 0, 0) == 0,
            let start = PQgetvalue(pointer, 0, 0)
        else { return nil }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(pointer, 0, 0))))
    }
}
