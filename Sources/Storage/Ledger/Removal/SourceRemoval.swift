package import ETLModels
package import Postgres

/// The removal of a source: of its batches from the ledger, and of its rows from their table, in bounded transactions.
///
/// Any of them may be the last one: the ledger never has a batch of which a record is missing. The same steps once more take the
/// removal to its end. See docs/decisions/0026-remove-a-source.md.
package struct SourceRemoval: Sendable, Hashable {
    package let id: SourceID
    package let kind: RecordKind
    /// Its number, which is part of the origin of its rows.
    let number: Int
    /// The stored rows in a window, of any source.
    let windowRows: Int
    /// The batches that the ledger forgets in a transaction before the first window.
    let batchesAtOnce: Int

    /// Finds a source; nil if the ledger does not have it, or not its kind.
    package static func of(
        _ id: SourceID, windowRows: Int = 50_000, batchesAtOnce: Int = 200, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> SourceRemoval? {
        let rows = try connection.query("SELECT number, kind FROM etl.sources WHERE source_id = $1", [.uuid(id.bytes)])
        guard let number = rows.first?.int(0), let kind = rows.first?.string(1).flatMap({ RecordKind(name: $0) }) else {
            return nil
        }
        return SourceRemoval(
            id: id, kind: kind, number: number, windowRows: windowRows, batchesAtOnce: batchesAtOnce)
    }

    /// A crash of the server must not bring back what loaders have been told of.
    static var durability: String { "SET LOCAL synchronous_commit = on" }
}

extension SourceRemoval {
    /// Marks the source as removed, and lets the ledger forget its last batches. Loaders pass over its batches from then on.
    ///
    /// Waits for loads of the source that are under way.
    ///
    /// - Returns: the number of forgotten batches.
    package func begin(on connection: isolated PostgresConnection) throws(PostgresError) -> Int {
        try connection.transaction(with: Self.durability) { connection throws(PostgresError) in
            // No loader is between its look at the mark and its commit.
            _ = try connection.query("SELECT FROM etl.sources WHERE source_id = $1 FOR UPDATE", [.uuid(id.bytes)])
            _ = try connection.query(
                """
                UPDATE etl.sources SET removed_at = coalesce(removed_at, now()), retired_at = coalesce(retired_at, now()),
                    batches = NULL
                WHERE source_id = $1
                """, [.uuid(id.bytes)])
            return try forgetLastBatches(on: connection)
        }
    }

    /// Lets the ledger forget more of its batches, the last ones first.
    ///
    /// - Returns: the number of forgotten batches; nil if somebody has submitted the source again since it was marked.
    package func forgetMore(on connection: isolated PostgresConnection) throws(PostgresError) -> Int? {
        try connection.transaction(with: Self.durability) { connection throws(PostgresError) in
            try isMarked(on: connection) ? forgetLastBatches(on: connection) : nil
        }
    }

    private func forgetLastBatches(on connection: isolated PostgresConnection) throws(PostgresError) -> Int {
        let last = "SELECT * FROM etl.batches WHERE source_id = $1 ORDER BY sequence DESC LIMIT \(batchesAtOnce)"
        // A statement of its own: what follows sees the rejects of loads that have replaced rows of these batches.
        let hold = "SELECT FROM etl.batches JOIN (\(last)) AS last USING (source_id, sequence)"
        _ = try connection.query("\(hold) ORDER BY sequence FOR UPDATE OF batches", [.uuid(id.bytes)])
        return try connection.query(BatchTable.forget(last), [.uuid(id.bytes)]).first?.int(0) ?? 0
    }

    /// Ends the removal once all windows are cleared. The source stays in the ledger, and its mark keeps loaders from batches that are
    /// still on their way.
    ///
    /// - Returns: false if somebody has submitted the source again since it was marked.
    package func finish(on connection: isolated PostgresConnection) throws(PostgresError) -> Bool {
        try connection.transaction(with: Self.durability) { connection throws(PostgresError) in
            guard try isMarked(on: connection) else { return false }
            _ = try connection.query(
                "UPDATE etl.sources SET forgotten_blocks = NULL, forgotten_at = NULL WHERE source_id = $1",
                [.uuid(id.bytes)])
            return true
        }
    }

    /// Whether the source is marked; until the transaction ends, nobody submits it again.
    func isMarked(on connection: isolated PostgresConnection) throws(PostgresError) -> Bool {
        // Not FOR UPDATE: a loader may hold the row, and wait for the removal's lock.
        let rows = try connection.query(
            "SELECT removed_at IS NOT NULL FROM etl.sources WHERE source_id = $1 FOR NO KEY UPDATE", [.uuid(id.bytes)])
        return rows.first?.bool(0) == true
    }
}
