import CPostgreSQL

extension PostgresConnection {
    /// Fills a table through `COPY … FROM STDIN (FORMAT binary)`.
    ///
    /// All rows arrive or none does: when `body` throws, the server is told to give the COPY up, its error goes on, and
    /// the connection stays usable. Memory stays bounded: blocking writes of ``CopyWriter/capacity`` bytes each.
    ///
    /// - Parameters:
    ///   - table: A name, or a schema and a name: `etl.rejects`.
    ///   - columns: In the order in which `body` writes the fields of each row.
    /// - Throws: What `body` threw; otherwise the server's verdict on the rows, with `context` naming the line.
    package func copy(
        into table: String, columns: [String], _ body: (inout CopyWriter) throws(PostgresError) -> Void
    ) throws(PostgresError) {
        let session = try session()
        let names = columns.map(quotedIdentifier).joined(separator: ", ")
        let statement = "COPY \(quotedName(table)) (\(names)) FROM STDIN (FORMAT binary)"
        guard try run(statement).status == PGRES_COPY_IN else {
            throw PostgresError(sqlState: "XX000", message: "the server did not begin the COPY", location: location)
        }
        let failure = write(body, to: session, statement: statement)
        try endCopy(statement, of: session, failure: failure)
    }

    private func write(
        _ body: (inout CopyWriter) throws(PostgresError) -> Void, to session: OpaquePointer, statement: String
    ) -> PostgresError? {
        let location = location
        var writer = CopyWriter { piece in
            let bytes = piece.baseAddress?.assumingMemoryBound(to: CChar.self)
            guard PQputCopyData(session, bytes, Int32(piece.count)) != 1 else { return nil }
            return PostgresError(result: nil, connection: session, statement: statement, location: location)
        }
        do throws(PostgresError) {
            try body(&writer)
            try writer.finish()
            return nil
        } catch {
            return error
        }
    }

    /// Ends the COPY, reads the server's verdict, and throws the error that explains most.
    private func endCopy(
        _ statement: String, of session: OpaquePointer, failure: PostgresError?
    ) throws(PostgresError) {
        // What goes wrong here shows in the results.
        _ = PQputCopyEnd(session, failure == nil ? nil : "the client gave up")
        var verdict: PostgresError?
        while let next = PQgetResult(session) {
            let result = ResultHandle(pointer: next)
            // A connection that still waits for rows could not be told that they are over.
            let isStuck = result.status == PGRES_COPY_IN
            if isStuck || result.status != PGRES_COMMAND_OK {
                verdict =
                    verdict
                    ?? PostgresError(
                        result: result.pointer, connection: session, statement: statement, location: location)
            }
            if isStuck { break }
        }
        // When the connection broke, the server's last words say why.
        if let failure, failure.sqlState != .connectionLost || verdict == nil { throw failure }
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
