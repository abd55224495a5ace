import ETLModels
package import Postgres

/// What has become of a window.
package struct ClearedWindow: Sendable, Hashable {
    /// The rows of the source that were in it.
    package let rows: Int
    /// The batches of other sources that the ledger has forgotten, so that they are loaded again.
    package let batches: Int

    package init(rows: Int, batches: Int) {
        self.rows = rows
        self.batches = batches
    }
}

extension SourceRemoval {
    /// Deletes the source's rows in a window. In the same transaction, the ledger forgets the batches of other sources whose records
    /// may have been left out in favour of these rows.
    ///
    /// Waits for all loads that are under way, and lets new ones wait.
    ///
    /// - Returns: nil if somebody has submitted the source again since it was marked.
    package func clear(
        _ window: RowWindow, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> ClearedWindow? {
        // Nobody adds rows of a marked source: a window without any needs no lock.
        guard try hasRows(in: window, on: connection) else { return ClearedWindow(rows: 0, batches: 0) }
        return try connection.transaction(with: Self.durability) { connection throws(PostgresError) in
            // A statement of its own: what follows sees what the others have committed.
            try connection.execute("SELECT pg_advisory_xact_lock(\(SourceTable.removalLock))")
            guard try isMarked(on: connection) else { return nil }
            let gone = try delete(in: window, on: connection)
            if case .blocks(let blocks, _) = window { try noteCleared(through: blocks.upperBound, on: connection) }
            let batches = gone.rows == 0 ? 0 : try forgetOthers(gone.blocks, on: connection)
            return ClearedWindow(rows: gone.rows, batches: batches)
        }
    }

    /// The condition that a row came from the source.
    var isOwn: String {
        "\(RecordOrigin.sourceExpression(of: "origin")) = \(number)"
    }

    private func hasRows(
        in window: RowWindow, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> Bool {
        let (condition, parameters) = window.condition
        let question = "SELECT EXISTS (SELECT FROM \(kind.schema.table) WHERE \(condition) AND \(isOwn))"
        return try connection.query(question, parameters).first?.bool(0) == true
    }

    private func delete(
        in window: RowWindow, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> (rows: Int, blocks: ClosedRange<Int64>?) {
        let (condition, parameters) = window.condition
        let row = try connection.query(
            """
            WITH gone AS (DELETE FROM \(kind.schema.table) WHERE \(condition) AND \(isOwn) RETURNING block_number)
            SELECT count(*), min(block_number), max(block_number) FROM gone
            """, parameters
        ).first
        return (row?.int(0) ?? 0, row?.blocks(1, 2))
    }

    /// A removal that is continued begins behind the window.
    private func noteCleared(
        through block: Int64, on connection: isolated PostgresConnection
    ) throws(PostgresError) {
        _ = try connection.query(
            "UPDATE etl.sources SET forgotten_blocks = forgotten_blocks - int8range(NULL, $2, '[]') WHERE source_id = $1",
            [.uuid(id.bytes), .integer(block)])
    }

    /// - Returns: the number of batches.
    private func forgetOthers(
        _ blocks: ClosedRange<Int64>?, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> Int {
        let others = OtherBatches(id, kind, blocks)
        return try connection.query(BatchTable.forget(others.sql), others.parameters).first?.int(0) ?? 0
    }
}
