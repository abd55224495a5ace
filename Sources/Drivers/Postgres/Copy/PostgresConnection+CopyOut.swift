import CPostgreSQL

extension PostgresConnection {
    /// Reads the rows of a query through `COPY (…) TO STDOUT (FORMAT binary)`, one at a time.
    ///
    /// - Parameters:
    ///   - query: without parameters; of values that somebody else chose, only numbers and hex digits may be in it.
    ///   - body: receives each row as ``CopyWriter`` writes it: the number of fields, and the fields. The bytes are valid during the
    ///     call.
    package func copy(outOf query: String, _ body: (RawSpan) -> Void) throws(PostgresError) {
        let statement = "COPY (\(query)) TO STDOUT (FORMAT binary)"
        guard try run(statement).status == PGRES_COPY_OUT else {
            throw PostgresError(sqlState: "XX000", message: "the server did not start the COPY", location: location)
        }
        let session = try session()
        var headerSize = CopyFormat.headerSize
        while true {
            var buffer: UnsafeMutablePointer<CChar>?
            let count = PQgetCopyData(session, &buffer, 0)
            guard count > 0, let start = buffer else { break }
            defer { PQfreemem(start) }
            // The first message has the header before its row.
            let row = UnsafeRawBufferPointer(start: start, count: Int(count)).bytes.extracting(
                droppingFirst: headerSize)
            headerSize = 0
            if !CopyFormat.isEnd(row) { body(row) }
        }
        // The result of the statement, and the end of its results.
        var failure: PostgresError?
        while true {
            let result = ResultHandle(pointer: PQgetResult(session))
            guard result.pointer != nil else { break }
            guard result.status != PGRES_COMMAND_OK else { continue }
            failure = PostgresError(
                result: result.pointer, connection: session, statement: statement, location: location)
            // A session that is lost in the middle stays in this state.
            if result.status == PGRES_COPY_OUT { break }
        }
        if let failure { throw failure }
    }
}

/// The frame of rows in PostgreSQL's binary COPY format.
enum CopyFormat {
    /// A signature of 11 bytes, flags, and the length of an extension, which no server has.
    static let headerSize = 19

    /// Whether the stream ends here: the number of fields is -1.
    static func isEnd(_ row: RawSpan) -> Bool {
        row.byteCount < 2 || row.unsafeLoadUnaligned(as: Int16.self) == -1
    }
}
