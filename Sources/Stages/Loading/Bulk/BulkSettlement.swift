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
    package func find(on connection: isolated PostgresConnection) throws(LoadError) -> RepeatedKeys {
        for statement in statements.find(generation: phase.generation) {
            try LoadError.converting(connection.execute(statement))
        }
        let count = try LoadError.converting(connection.query(statements.count)).first?.int(0) ?? 0
        var places: [UInt32: BatchPlaces] = [:]
        for row in try LoadError.converting(connection.query(statements.sources)) {
            guard let number = row.int(0).map({ UInt32($0) }) else { continue }
            places[number] = try LoadError.converting(BatchPlaces.of(number: number, on: connection))
        }
        return RepeatedKeys(count: count, places: places)
    }

    /// Settles a window of rows: all rows of some keys, or a part of those of one key.
    ///
    /// - Parameter first: the number of its first row, from 1.
    /// - Returns: the first row of the next window, and how many rows this one has removed; nil for the row if it was the last window.
    package func settle(
        from first: Int, of keys: RepeatedKeys, on connection: isolated PostgresConnection
    ) throws(LoadError) -> (next: Int?, removed: Int) {
        let count = keys.count
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
            try note(settled, window, keys, on: connection)
            try carryOut(settled, keys, on: connection)
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

/// The rows of repeated keys, as a session has found them.
package struct RepeatedKeys: Sendable {
    package let count: Int
    /// The batches of their sources, by the numbers of these.
    fileprivate let places: [UInt32: BatchPlaces]

    fileprivate func batch(of origin: RecordOrigin) -> BatchID? { places[origin.source]?.batch(of: origin.record) }
}

extension BulkSettlement {
    /// Fills the tables of the session with the rows of a window that go, and with those that stay with more content.
    private func note(
        _ settled: RepeatedRows, _ window: ClosedRange<Int>, _ keys: RepeatedKeys,
        on connection: isolated PostgresConnection
    ) throws(LoadError) {
        let first = Int64(window.lowerBound)
        let leaving = RepeatedKeyStatements.leavingColumns
        try connection.copy(into: statements.leaving, columns: leaving) { writer throws(LoadError) in
            for row in settled.leaving {
                writer.beginRow(fieldCount: 5)
                writer.int64(first + Int64(row.row))
                guard let reason = row.reason, let batch = keys.batch(of: row.rejected) else {
                    for _ in 1...4 { writer.null() }
                    continue
                }
                writer.int32(Int32(row.rejected.source))
                writer.int32(Int32(batch.sequence))
                writer.int64(Int64(row.rejected.record))
                writer.text(reason.name)
            }
        }
        guard !settled.refilled.isEmpty else { return }
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
    private func carryOut(
        _ settled: RepeatedRows, _ keys: RepeatedKeys, on connection: isolated PostgresConnection
    ) throws(LoadError) {
        let texts = ReplacementStatements(phase.kind.schema)
        let rejecting = Set(settled.leaving.lazy.filter { $0.reason != nil }.map(\.rejected.source))
        for source in rejecting.sorted() {
            let header = try LoadError.converting(SourceTable.columns(ofNumber: Int(source), on: connection))
            try LoadError.converting(
                RejectTable.storeLeaving(
                    of: source, from: statements.rowsThatGo, raw: texts.raw(header: header), on: connection))
        }
        try LoadError.converting(BatchTable.change(settled.changes(keys.batch), on: connection))
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
