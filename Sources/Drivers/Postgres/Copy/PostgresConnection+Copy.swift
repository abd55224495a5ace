import CPostgreSQL

extension PostgresConnection {
    /// Fills a table through `COPY … FROM STDIN (FORMAT binary)`.
    ///
    /// All rows arrive or none does: when `body` throws, the server gives the COPY up, the error goes on, and
    /// the connection stays usable. Memory stays bounded: blocking writes of ``CopyWriter/capacity`` bytes each.
    ///
    /// - Parameters:
    ///   - table: A name, or a schema and a name: `schema.table`.
    ///   - columns: In the order in which `body` writes the fields of each row.
    /// - Throws: What `body` threw; otherwise the server's verdict on the rows, with `context` naming the line.
    package func copy<Failure: PostgresFailure>(
        into table: String, columns: [String], _ body: (inout CopyWriter) throws(Failure) -> Void
    ) throws(Failure) {
        let names = columns.map(quotedIdentifier).joined(separator: ", ")
        let statement = "COPY \(quotedName(table)) (\(names)) FROM STDIN (FORMAT binary)"
        var writer = try attempt(throwing: Failure.self) { connection throws(PostgresError) in
            try connection.beginCopy(statement)
        }
        do throws(Failure) {
            try body(&writer)
        } catch {
            copiedBytes += writer.sentBytes
            // The server's verdict would be that we gave up, which is known.
            try? endCopy(statement, giveUp: true, connectionError: nil)
            throw error
        }
        let connectionError = writer.finish()
        copiedBytes += writer.sentBytes
        try attempt(throwing: Failure.self) { connection throws(PostgresError) in
            try connection.endCopy(statement, giveUp: connectionError != nil, connectionError: connectionError)
        }
    }

    private func beginCopy(_ statement: String) throws(PostgresError) -> CopyWriter {
        guard try run(statement).status == PGRES_COPY_IN else {
            throw PostgresError(sqlState: "XX000", message: "the server did not begin the COPY", location: location)
        }
        let session = try session()
        let location = location
        return CopyWriter { piece in
            let bytes = piece.baseAddress?.assumingMemoryBound(to: CChar.self)
            guard PQputCopyData(session, bytes, Int32(piece.count)) != 1 else { return nil }
            return PostgresError(result: nil, connection: session, statement: statement, location: location)
        }
    }

    /// Ends the COPY, reads the server's verdict, and throws the error that explains most.
    private func endCopy(
        _ statement: String, giveUp: Bool, connectionError: PostgresError?
    ) throws(PostgresError) {
        let session = try session()
        // What goes wrong here shows in the results.
        _ = PQputCopyEnd(session, giveUp ? "the client gave up" : nil)
        var verdict: PostgresError?
        while let next = PQgetResult(session) {
            let result = ResultHandle(pointer: next)
            // A connection that still waits for rows could not be told that they are over.
            let isStuck = result.status == PGRES_COPY_IN
            if isStuck || result.status != PGRES_COMMAND_OK {
                let error = PostgresError(
                    result: result.pointer, connection: session, statement: statement, location: location)
                verdict = verdict ?? error
            }
            if isStuck { break }
        }
        // When the connection broke, the server's last words say why.
        if let connectionError, connectionError.sqlState != .connectionLost || verdict == nil { throw connectionError }
        if let verdict { throw verdict }
    }
}

/// A table's name, perhaps after its schema's, each in quotes.
private func quotedName(_ name: String) -> String {
    name.split(separator: ".").map { quotedIdentifier(String($0)) }.joined(separator: ".")
}

private func quotedIdentifier(_ name: String) -> String {
    "\"" + name.replacing("\"", with: "\"\"") + "\""
}
