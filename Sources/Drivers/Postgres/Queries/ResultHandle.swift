import CPostgreSQL

/// Owns a result of libpq.
struct ResultHandle: ~Copyable {
    let pointer: OpaquePointer?

    deinit {
        PQclear(pointer)
    }

    var status: ExecStatusType { PQresultStatus(pointer) }

    var commandStatus: String { String(cString: PQcmdStatus(pointer), orElse: "") }

    /// The rows, copied into Swift values.
    func rows() -> PostgresRows {
        let rowCount = PQntuples(pointer)
        let columnCount = PQnfields(pointer)
        var values: [String?] = []
        values.reserveCapacity(Int(rowCount) * Int(columnCount))
        for row in 0..<rowCount {
            for column in 0..<columnCount {
                values.append(value(row: row, column: column))
            }
        }
        return PostgresRows(
            columnCount: Int(columnCount), count: Int(rowCount), values: values, commandStatus: commandStatus,
            affectedRows: Int(String(cString: PQcmdTuples(pointer), orElse: "")) ?? 0)
    }

    private func value(row: Int32, column: Int32) -> String? {
        guard PQgetisnull(pointer, row, column) == 0 else { return nil }
        return String(cString: PQgetvalue(pointer, row, column), orElse: "")
    }
}
