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

    /// Runs several statements in one round trip.
    ///
    /// They are one transaction: the first error ends it, and is thrown after the texts before it. Source:
    /// postgresql.org/docs/15/libpq-pipeline-mode.html.
    ///
    /// - Parameter onText: receives the text of each, as ``preparedText(_:_:)`` returns it, as soon as it is there.
    package func preparedTexts(
        _ statements: [(sql: String, parameters: [PostgresValue])], onText: ([UInt8]?) -> Void
    ) throws(PostgresError) {
        var calls: [(sql: String, name: String, values: QueryParameters)] = []
        for statement in statements {
            let values = try QueryParameters(statement.parameters)
            calls.append((statement.sql, try preparedName(of: statement.sql, values), values))
        }
        let session = try session()
        try require(PQenterPipelineMode(session), of: "")
        // A session that cannot return to single statements is broken.
        defer { if PQexitPipelineMode(session) == 0 { close() } }
        for call in calls {
            let isSent = call.values.withPointers { count, _, values, lengths, formats in
                PQsendQueryPrepared(session, call.name, count, values, lengths, formats, 0)
            }
            try require(isSent, of: call.sql)
        }
        try require(PQpipelineSync(session), of: "")
        try readTexts(of: calls.map(\.sql), onText: onText)
    }

    /// Reads the results of statements, and the end of their transaction.
    private func readTexts(of statements: [String], onText: ([UInt8]?) -> Void) throws(PostgresError) {
        let session = try session()
        var failure: PostgresError?
        for sql in statements {
            do throws(PostgresError) {
                let text = try checked(ResultHandle(pointer: PQgetResult(session)), of: sql).firstText()
                if failure == nil { onText(text) }
            } catch {
                failure = failure ?? error
            }
            // The end of the statement's results.
            _ = ResultHandle(pointer: PQgetResult(session))
        }
        // The end of the transaction.
        _ = ResultHandle(pointer: PQgetResult(session))
        if let failure { throw failure }
    }

    private func require(_ isDone: Int32, of sql: String) throws(PostgresError) {
        guard isDone == 1 else {
            throw PostgresError(result: nil, connection: try session(), statement: sql, location: location)
        }
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
