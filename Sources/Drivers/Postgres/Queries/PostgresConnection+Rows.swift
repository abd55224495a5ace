import CPostgreSQL

extension PostgresConnection {
    /// Sends one statement with parameters `$1`, `$2`, …, and passes on each of its rows as it arrives: none is kept.
    ///
    /// For results of many rows: ``query(_:_:)`` holds all of them twice for a moment. The statement may fail after some of its rows.
    /// Source: postgresql.org/docs/15/libpq-single-row-mode.html.
    package func query(
        _ sql: String, _ parameters: [PostgresValue] = [], onRow: (PostgresRow) -> Void
    ) throws(PostgresError) {
        let session = try session()
        let isSent = try QueryParameters(parameters).withPointers { count, types, values, lengths, formats in
            PQsendQueryParams(session, sql, count, types, values, lengths, formats, 0)
        }
        guard isSent == 1, PQsetSingleRowMode(session) == 1 else {
            throw PostgresError(result: nil, connection: session, statement: sql, location: location)
        }
        var failure: PostgresError?
        while true {
            let result = ResultHandle(pointer: PQgetResult(session))
            guard result.pointer != nil else { break }
            switch result.status {
            case PGRES_SINGLE_TUPLE: result.rows().first.map(onRow)
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK: continue
            default:
                failure = PostgresError(result: result.pointer, connection: session, statement: sql, location: location)
            }
        }
        if let failure { throw failure }
    }
}
