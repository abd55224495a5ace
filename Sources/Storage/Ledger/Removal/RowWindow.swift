import ETLModels
package import Postgres

/// A part of a table in the order of its key.
package enum RowWindow: Sendable, Hashable {
    /// Transfers of these blocks; the blocks to look at end with another.
    case blocks(ClosedRange<Int64>, end: Int64)
    /// Tokens from an address to the last one before another; nil for the end of the table.
    case addresses(from: [UInt8], before: [UInt8]?)
}

extension RowWindow {
    /// The condition on rows, and its parameters.
    var condition: (sql: String, parameters: [PostgresValue]) {
        switch self {
        case .blocks(let blocks, _):
            ("block_number BETWEEN $1 AND $2", [.integer(blocks.lowerBound), .integer(blocks.upperBound)])
        case .addresses(let first, let limit):
            (
                "address >= $1 AND ($2::bytea IS NULL OR address < $2::bytea)",
                [.bytes(first), limit.map { .bytes($0) } ?? .null]
            )
        }
    }
}

extension SourceRemoval {
    /// The first window with rows of the source, or before them; nil if the ledger has forgotten none of its blocks.
    package func firstWindow(on connection: isolated PostgresConnection) throws(PostgresError) -> RowWindow? {
        guard kind.schema.blockColumn != nil, kind.schema.sameKey == .keepStored else {
            return try window(from: [], on: connection)
        }
        let row = try connection.query(
            "SELECT lower(forgotten_blocks), upper(forgotten_blocks) - 1 FROM etl.sources WHERE source_id = $1",
            [.uuid(id.bytes)]
        ).first
        guard let blocks = row?.blocks(0, 1) else { return nil }
        return try window(from: blocks.lowerBound, end: blocks.upperBound, on: connection)
    }

    /// The window that follows another; nil after the last one.
    package func window(
        after window: RowWindow, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> RowWindow? {
        switch window {
        case .blocks(let blocks, let end):
            guard blocks.upperBound < end else { return nil }
            return try self.window(from: blocks.upperBound + 1, end: end, on: connection)
        case .addresses(_, let limit):
            guard let limit else { return nil }
            return try self.window(from: limit, on: connection)
        }
    }

    private func window(
        from first: Int64, end: Int64, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> RowWindow {
        let next = try connection.query(
            """
            SELECT block_number FROM token_transfers WHERE block_number BETWEEN $1 AND $2
            ORDER BY block_number OFFSET \(windowRows) LIMIT 1
            """, [.integer(first), .integer(end)]
        ).first?.int64(0)
        // A block is never parted.
        return .blocks(first...(next.map { max(first, $0 - 1) } ?? end), end: end)
    }

    private func window(
        from first: [UInt8], on connection: isolated PostgresConnection
    ) throws(PostgresError) -> RowWindow {
        let next = try connection.query(
            "SELECT address FROM tokens WHERE address >= $1 ORDER BY address OFFSET \(windowRows) LIMIT 1",
            [.bytes(first)]
        ).first?.bytes(0)
        return .addresses(from: first, before: next)
    }
}
