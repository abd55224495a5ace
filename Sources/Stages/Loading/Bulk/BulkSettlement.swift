import ETLModels
package import Ledger
package import Postgres

/// Settles the keys that several rows of a table have at the end of its bulk phase, by the rules of loading, in bounded transactions.
///
/// Any transaction may be the last one: the ledger is right after each, and the same call once more settles the rest. The session must
/// hold loads (``BulkPhase/holdLoads(on:)``).
package struct BulkSettlement: Sendable {
    /// The rows that a transaction settles; one has at most a few hundred bytes.
    package static let windowRows = 20_000

    private let phase: BulkPhase
    private let windowRows: Int
    private let statements: RepeatedKeyStatements

    package init(_ phase: BulkPhase, windowRows: Int = Self.windowRows) {
        self.phase = phase
        self.windowRows = max(2, windowRows)
        statements = RepeatedKeyStatements(phase.kind.schema)
    }

    /// Finds all rows of repeated keys. The server sorts the keys and places of all rows for it.
    ///
    /// - Returns: their number.
    package func find(on connection: isolated PostgresConnection) throws(LoadError) -> Int {
        for statement in statements.find(generation: phase.generation) {
            try LoadError.converting(connection.execute(statement))
        }
        return try LoadError.converting(connection.query(statements.count)).first?.int(0) ?? 0
    }

    /// Settles a window of rows: all rows of some keys, or a part of those of one key.
    ///
    /// - Parameter first: the number of its first row, from 1.
    /// - Returns: the first row of the next window, and how many rows this one has removed; nil for the row if it was the last window.
    package func settle(
        from first: Int, of count: Int, on connection: isolated PostgresConnection
    ) throws(LoadError) -> (next: Int?, removed: Int) {
        let most = first...min(first + windowRows - 1, count)
        let settings = "SET LOCAL synchronous_commit = on; \(RepeatedKeyStatements.window)"
        return try connection.transaction(with: settings) { connection throws(LoadError) in
            let last = try LoadError.converting(connection.query(statements.lastOfKey(most))).first?.int(0)
            let window = first...(last ?? most.upperBound)
            let rows = try read(window, on: connection)
            guard rows.count == window.count else { throw moved }
            let earlier = try earlier(window, on: connection)
            // Of a key with more rows, the row that stays has to keep the rank of those that agree with it.
            let mayTakeOver = try takesOver(rows, on: connection)
            let settled = RepeatedRows(
                rows, phase.kind.schema, earlier: earlier, takesOver: mayTakeOver || last == nil)
            try note(settled, window, on: connection)
            try carryOut(settled, on: connection)
            guard last == nil else {
                return (window.upperBound == count ? nil : window.upperBound + 1, settled.leaving.count)
            }
            try LoadError.converting(
                connection.execute(statements.carry(first + settled.lastWinner, to: window.upperBound)))
            return (window.upperBound, settled.leaving.count)
        }
    }

    private var moved: LoadError {
        .database(
            PostgresError(
                sqlState: .serializationFailure,
                message: "another session has changed \(phase.kind.name) while its repeated keys were settled"))
    }

    private func read(
        _ window: ClosedRange<Int>, on connection: isolated PostgresConnection
    ) throws(LoadError) -> EncodedRows {
        var (bytes, ends): ([UInt8], [UInt32]) = ([], [])
        do throws(PostgresError) {
            try connection.copy(outOf: statements.rows(window)) { row in
                row.withUnsafeBytes { bytes.append(contentsOf: $0) }
                ends.append(UInt32(bytes.count))
            }
        } catch {
            throw .database(error)
        }
        return EncodedRows(stored: bytes, ends: ends, keyFields: phase.kind.schema.key.count)
    }

    private func earlier(
        _ window: ClosedRange<Int>, on connection: isolated PostgresConnection
    ) throws(LoadError) -> Set<Int> {
        let numbers = try LoadError.converting(connection.query(statements.earlier(window)))
        return Set(numbers.compactMap { $0.int(0).map { $0 - window.lowerBound } })
    }

    private func takesOver(
        _ rows: EncodedRows, on connection: isolated PostgresConnection
    ) throws(LoadError) -> Bool {
        let ranked = (0..<rows.count).map { RowFields.origin(of: rows[$0]) }.filter { $0.rank > 0 }
        guard let last = ranked.map(\.source).max() else { return false }
        return try LoadError.converting(SourceTable.mayReplace(before: last, on: connection))
    }
}

extension BulkSettlement {
    /// Fills the tables of the session with what becomes of a window's rows.
    private func note(
        _ settled: RepeatedRows, _ window: ClosedRange<Int>, on connection: isolated PostgresConnection
    ) throws(LoadError) {
        let first = Int64(window.lowerBound)
        try connection.copy(into: statements.leaving, columns: RepeatedKeyStatements.leavingColumns) {
            writer throws(LoadError) in
            for row in settled.leaving {
                writer.beginRow(fieldCount: 5)
                writer.int64(first + Int64(row.row))
                writer.int64(Int64(row.origin.rawValue))
                writer.int64(Int64(row.winner.rawValue))
                writer.int32(row.reason == nil ? 1 : 0)
                if let reason = row.reason { writer.text(reason.name) } else { writer.null() }
            }
        }
        try connection.copy(into: statements.credits, columns: RepeatedKeyStatements.creditColumns) {
            writer throws(LoadError) in
            for credit in settled.credits {
                writer.beginRow(fieldCount: 3)
                writer.int64(Int64(credit.origin.rawValue))
                writer.int32(Int32(credit.completed))
                writer.int32(Int32(credit.replaced))
            }
        }
        let columns = statements.refilledColumns
        try connection.copy(into: statements.refilled, columns: columns) { writer throws(LoadError) in
            for (row, content) in settled.refilled {
                writer.beginRow(fieldCount: Int16(columns.count))
                writer.int64(first + Int64(row))
                writer.append(encoded: content.span.bytes.extracting(droppingFirst: 2))
            }
        }
    }

    /// Writes the rejects, corrects the ledger and the table.
    private func carryOut(_ settled: RepeatedRows, on connection: isolated PostgresConnection) throws(LoadError) {
        try LoadError.converting(BatchTable.holdDisplaced(by: statements.leaving, on: connection))
        let texts = ReplacementStatements(phase.kind.schema)
        for source in try LoadError.converting(RejectTable.replacedSources(in: statements.leaving, on: connection)) {
            let header = try LoadError.converting(SourceTable.columns(ofNumber: source, on: connection))
            try LoadError.converting(
                RejectTable.storeReplaced(
                    of: source, from: statements.rowsThatGo, raw: texts.raw(header: header), reason: "taken.reason",
                    on: connection))
        }
        try LoadError.converting(BatchTable.displace(by: statements.leaving, on: connection))
        try LoadError.converting(BatchTable.credit(by: statements.credits, on: connection))
        try check(statements.delete, changes: settled.leaving.count, on: connection)
        try check(statements.refill, changes: settled.refilled.count, on: connection)
    }

    private func check(
        _ statement: String, changes count: Int, on connection: isolated PostgresConnection
    ) throws(LoadError) {
        guard count > 0 else { return }
        guard try LoadError.converting(connection.query(statement)).first?.int(0) == count else { throw moved }
    }
}
