import CPostgreSQL
import DisplayText

extension PostgresConnection {
    /// Fills a table through `COPY … FROM STDIN (FORMAT binary)`.
    ///
    /// All rows arrive or none: if `body` throws, the server aborts the COPY, the error is rethrown, and the connection
    /// stays usable. Memory is bounded: each blocking write has ``CopyWriter/capacity`` bytes.
    ///
    /// - Parameters:
    ///   - table: A name, or a schema and a name: `schema.table`.
    ///   - columns: In the order of the fields that `body` writes.
    /// - Throws: The error of `body`; otherwise the server's error, with the line in `context`.
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
            // The server's error would only report the abort.
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
            throw PostgresError(sqlState: "XX000", message: "the server did not start the COPY", location: location)
        }
        let session = try session()
        let location = location
        return CopyWriter { piece in
            let bytes = piece.baseAddress?.assumingMemoryBound(to: CChar.self)
            guard PQputCopyData(session, bytes, Int32(piece.count)) != 1 else { return nil }
            return PostgresError(result: nil, connection: session, statement: statement, location: location)
        }
    }

    /// Ends the COPY, reads the server's result, and throws the error that explains most.
    private func endCopy(
        _ statement: String, giveUp: Bool, connectionError: PostgresError?
    ) throws(PostgresError) {
        let session = try session()
        // A failure here appears in the results.
        _ = PQputCopyEnd(session, giveUp ? "the client aborted the COPY" : nil)
        var verdict: PostgresError?
        while let next = PQgetResult(session) {
            let result = ResultHandle(pointer: next)
            // The client could not send the end of the rows on this connection.
            let isStuck = result.status == PGRES_COPY_IN
            if isStuck || result.status != PGRES_COMMAND_OK {
                let error = PostgresError(
                    result: result.pointer, connection: session, statement: statement, location: location)
                verdict = verdict ?? error
            }
            if isStuck { break }
        }
        // If the connection broke, the server's last message explains why.
        if let connectionError, connectionError.sqlState != .connectionLost || verdict == nil { throw connectionError }
        if let verdict { throw verdict }
    }
}

/// A table's name, perhaps after its schema's, each in quotes.
private func quotedName(_ name: String) -> String {
    name.split(separator: ".").map { quotedIdentifier(String($0)) }.joined(separator: ".")
}

private func quotedIdentifier(_ name: String) -> String {
    "\"" + name.escaped { $0 == "\"" ? "\"\"" : nil } + "\""
}
