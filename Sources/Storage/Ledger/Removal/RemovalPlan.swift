package import ETLModels
package import Postgres

/// What the removal of a source will do, according to the ledger.
package struct RemovalPlan: Sendable, Hashable {
    /// Another source that is to be read again.
    package struct Reload: Sendable, Hashable {
        package let id: SourceID
        package let uri: String
        /// The batches that the ledger has, and may forget.
        package let batches: Int

        package init(id: SourceID, uri: String, batches: Int) {
            self.id = id
            self.uri = uri
            self.batches = batches
        }
    }

    /// Why the source cannot be removed.
    package enum Refusal: Sendable, Hashable {
        /// Nobody knows which rows came from some of its batches.
        case loadedByEarlierVersion(batches: Int)
        /// Its rows may have taken the place of tokens that an earlier version loaded, and that could not be brought back.
        case mayHideEarlierTokens(batches: Int)
        /// Its table has no key in its bulk phase: no window of rows would be found.
        case bulkPhase(RecordKind)
    }

    package let removal: SourceRemoval
    package let uri: String
    /// Whether a removal has begun before.
    package let isBegun: Bool
    /// The rows that go; nil if batches were forgotten before, whose rows nobody has counted.
    package let rows: Int?
    /// The batches that the ledger has.
    package let batches: Int
    /// The records that gave rows of others values which these lacked. The values stay.
    package let completed: Int
    /// The records that took the place of rows of others, which come back.
    package let replaced: Int
    /// In the order of their submission.
    package let reloads: [Reload]
    /// The batches of other sources in its blocks that an earlier version loaded. What the source took from them does not come back.
    package let earlierBatches: Int
    package let refusal: Refusal?

    package init(
        removal: SourceRemoval, uri: String, isBegun: Bool, rows: Int?, batches: Int, completed: Int = 0,
        replaced: Int = 0, reloads: [Reload] = [], earlierBatches: Int = 0, refusal: Refusal? = nil
    ) {
        self.removal = removal
        self.uri = uri
        self.isBegun = isBegun
        self.rows = rows
        self.batches = batches
        self.completed = completed
        self.replaced = replaced
        self.reloads = reloads
        self.earlierBatches = earlierBatches
        self.refusal = refusal
    }

    /// Whether rows of other sources are lost.
    package var losesRows: Bool { replaced > 0 && earlierBatches > 0 }
}

extension SourceRemoval {
    /// Finds out what the removal will do, without a lock: what is loaded meanwhile is not in it.
    package func plan(on connection: isolated PostgresConnection) throws(PostgresError) -> RemovalPlan {
        let row = try connection.query(Self.ownBatches, [.uuid(id.bytes)]).first
        func sum(_ column: Int) -> Int { row?.int(column) ?? 0 }
        let (isBegun, isForgotten, blocks) = (row?.bool(1) == true, row?.bool(2) == true, row?.blocks(3, 4))
        let batches = sum(5)
        var rows = isBegun || isForgotten ? nil : sum(6)
        if kind.schema.sameKey != .keepStored {
            let question = "SELECT count(*) FROM \(kind.schema.table) WHERE \(isOwn)"
            rows = try connection.query(question).first?.int(0)
        }
        let earlier = try earlierBatches(blocks, on: connection)
        return RemovalPlan(
            removal: self, uri: row?.string(0) ?? "", isBegun: isBegun, rows: rows, batches: batches,
            completed: sum(7), replaced: sum(8),
            reloads: try reloads(blocks, forgetting: rows != 0, on: connection), earlierBatches: earlier,
            refusal: try refusal(old: sum(9), rows: rows ?? 0, earlier: earlier, on: connection))
    }

    private static let ownBatches = """
        SELECT uri, removed_at IS NOT NULL, forgotten_at IS NOT NULL AND source.batches IS DISTINCT FROM count(sequence),
            least(min(least_block), lower(forgotten_blocks)), greatest(max(greatest_block), upper(forgotten_blocks) - 1),
            count(sequence), sum(loaded), sum(completed), sum(replaced),
            count(sequence) FILTER (WHERE first_record IS NULL)
        FROM etl.sources AS source LEFT JOIN etl.batches AS batch USING (source_id)
        WHERE source.source_id = $1 GROUP BY source.source_id
        """

    private func refusal(
        old: Int, rows: Int, earlier: Int, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> RemovalPlan.Refusal? {
        if old > 0 { return .loadedByEarlierVersion(batches: old) }
        if try BulkPhase.lacksKey(kind, on: connection) { return .bulkPhase(kind) }
        guard kind.schema.sameKey != .keepStored, rows > 0, earlier > 0 else { return nil }
        // Rows of an earlier version that are no longer there have given way, and nothing tells to which source.
        let given = try connection.query(
            """
            SELECT sum(loaded) > (SELECT count(*) FROM \(kind.schema.table) WHERE origin IS NULL)
            FROM etl.batches JOIN etl.sources USING (source_id) WHERE kind = '\(kind.name)' AND first_record IS NULL
            """
        ).first?.bool(0)
        return given == true ? .mayHideEarlierTokens(batches: earlier) : nil
    }

    /// The batches of other sources that an earlier version loaded, of transfers those that may reach some blocks.
    private func earlierBatches(
        _ blocks: ClosedRange<Int64>?, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> Int {
        let reach =
            kind.schema.sameKey == .keepStored ? "AND coalesce(least_block <= $3 AND greatest_block >= $2, true)" : ""
        let parameters = [blocks?.lowerBound ?? 1, blocks?.upperBound ?? 0].map { PostgresValue.integer($0) }
        return try connection.query(
            """
            SELECT count(*) FROM etl.batches JOIN etl.sources USING (source_id)
            WHERE source_id <> $1 AND kind = '\(kind.name)' AND first_record IS NULL AND loaded > 0 \(reach)
            """, [.uuid(id.bytes)] + (reach.isEmpty ? [] : parameters)
        ).first?.int(0) ?? 0
    }

    /// The sources of batches that may be forgotten, and those that are to be submitted again since batches were.
    private func reloads(
        _ blocks: ClosedRange<Int64>?, forgetting: Bool, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [RemovalPlan.Reload] {
        let others = OtherBatches(id, kind, blocks)
        return try connection.query(
            """
            SELECT source_id, uri, coalesce(batches_to_forget, 0) FROM etl.sources AS source LEFT JOIN (
                SELECT source_id, count(*) AS batches_to_forget FROM (\(others.sql)) AS others WHERE \(forgetting) GROUP BY source_id
            ) AS counted USING (source_id)
            WHERE source_id <> $1 AND (batches_to_forget > 0 OR \(Self.isToBeSubmitted)) ORDER BY registered_at, source_id
            """, others.parameters
        ).compactMap { RemovalPlan.Reload($0) }
    }

    private static let isToBeSubmitted =
        "forgotten_at IS NOT NULL AND submitted_at IS NULL AND retired_at IS NULL AND removed_at IS NULL"

    /// The sources of which batches were forgotten, and that nobody has submitted since, in the order of their first submission.
    package static func toBeSubmitted(
        on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [RemovalPlan.Reload] {
        try connection.query(
            "SELECT source_id, uri, 0 FROM etl.sources WHERE \(isToBeSubmitted) ORDER BY registered_at, source_id"
        ).compactMap { RemovalPlan.Reload($0) }
    }
}

extension RemovalPlan.Reload {
    fileprivate init?(_ row: PostgresRow) {
        guard let id = row.string(0).flatMap({ SourceID($0) }) else { return nil }
        self.init(id: id, uri: row.string(1) ?? "", batches: row.int(2) ?? 0)
    }
}
