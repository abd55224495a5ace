package import ETLModels
package import Postgres

/// The progress of a source, according to the ledger.
package struct SourceProgress: Sendable, Hashable {
    package let id: SourceID
    package let uri: String
    package let kind: String
    /// The file's size.
    package let bytes: Int64
    /// The bytes loaded so far.
    package let bytesDone: Int64
    /// The number of batches; nil until the last one is loaded.
    package let batches: Int?
    package let batchesDone: Int
    package let records: Int
    package let loaded: Int
    package let duplicates: Int
    /// The duplicates that gave a stored row values which it lacked.
    package let completed: Int
    /// The loaded records that took the place of a stored row with other content.
    package let replaced: Int
    package let rejected: Int
    package let repaired: Int
    /// Records of other kinds among those of the source.
    package let skipped: Int
    /// The lines of records that hold other records.
    package let heldLines: Int
    /// The first line of the first of them.
    package let heldFromLine: Int64?
    /// When an operator retired the source, in Unix seconds; nil if it is not retired.
    package let retiredAt: Int?
    /// When somebody took the source out with its rows, in Unix seconds; nil if nobody did. It is then retired, too.
    package let removedAt: Int?
    /// When the source was last submitted, or a batch of it loaded, in Unix seconds; nil if that is unknown.
    package let lastProgressAt: Int?
    /// The time since then, by the database's clock.
    package let secondsWithoutProgress: Int
    /// The last report of a process about the source; nil if there is none.
    package let sighting: SourceSighting?
    /// By how much the youngest job that an extractor has taken is younger than the last progress and the last sighting;
    /// nil if no job is known to be taken.
    package let secondsOvertaken: Int?

    package init(
        id: SourceID, uri: String, kind: String, bytes: Int64, bytesDone: Int64, batches: Int?, batchesDone: Int,
        records: Int, loaded: Int, duplicates: Int, completed: Int = 0, replaced: Int = 0, rejected: Int, repaired: Int,
        skipped: Int,
        heldLines: Int = 0,
        heldFromLine: Int64? = nil, retiredAt: Int? = nil, removedAt: Int? = nil, lastProgressAt: Int? = nil,
        secondsWithoutProgress: Int = 0,
        sighting: SourceSighting? = nil, secondsOvertaken: Int? = nil
    ) {
        self.id = id
        self.uri = uri
        self.kind = kind
        self.bytes = bytes
        self.bytesDone = bytesDone
        self.batches = batches
        self.batchesDone = batchesDone
        self.records = records
        self.loaded = loaded
        self.duplicates = duplicates
        self.completed = completed
        self.replaced = replaced
        self.rejected = rejected
        self.repaired = repaired
        self.skipped = skipped
        self.heldLines = heldLines
        self.heldFromLine = heldFromLine
        self.retiredAt = retiredAt
        self.removedAt = removedAt
        self.lastProgressAt = lastProgressAt
        self.secondsWithoutProgress = secondsWithoutProgress
        self.sighting = sighting
        self.secondsOvertaken = secondsOvertaken
    }

    /// Whether the whole source is in the database.
    package var isComplete: Bool { batches == batchesDone }
    /// Whether an operator has given up what the database does not have of the source.
    package var isRetired: Bool { retiredAt != nil && (!isComplete || heldLines > 0) }
    /// Whether somebody has taken it out, or has begun to.
    package var isRemoved: Bool { removedAt != nil }
    /// Whether batches of the source are expected.
    package var isOpen: Bool { !isComplete && !isRetired }
    /// Whether no queue can have a message of the source: others that came later have left the queues.
    package var isOvertaken: Bool { isOpen && (secondsOvertaken ?? 0) >= SourceTable.overtakenAfter }
}

extension SourceTable {
    /// The progress of some sources, or of all, in the order in which they were first submitted.
    package static func progress(
        of sources: [SourceID]? = nil, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [SourceProgress] {
        let filter = sources.map { PostgresValue.textArray($0.map(\.description)) } ?? .null
        var found: [SourceProgress] = []
        try connection.query(
            """
            SELECT source.source_id, uri, kind, bytes, coalesce(sum(source_bytes), 0), batches, count(sequence),
                coalesce(sum(records), 0), coalesce(sum(loaded), 0), coalesce(sum(duplicates), 0),
                coalesce(sum(rejected), 0), coalesce(sum(repaired), 0), coalesce(sum(skipped), 0),
                coalesce(min(held_lines), 0), min(held_from_line), extract(epoch FROM retired_at)::bigint,
                floor(extract(epoch FROM greatest(registered_at, submitted_at, max(loaded_at))))::bigint,
                floor(extract(epoch FROM now() - greatest(registered_at, submitted_at, max(loaded_at))))::bigint,
                activity, reason, process, floor(extract(epoch FROM now() - seen_at))::bigint,
                floor(extract(epoch FROM (SELECT published_until FROM etl.taken_jobs)
                    - greatest(registered_at, submitted_at, max(loaded_at), seen_at)))::bigint,
                coalesce(sum(completed), 0), coalesce(sum(replaced), 0), extract(epoch FROM removed_at)::bigint
            FROM etl.sources AS source LEFT JOIN etl.batches AS batch ON batch.source_id = source.source_id
                LEFT JOIN (
                    SELECT source_id, sum(lines) AS held_lines, min(line) AS held_from_line
                    FROM etl.rejects WHERE reason = 'holds-records' GROUP BY source_id
                ) AS held ON held.source_id = source.source_id
                LEFT JOIN etl.sightings AS sighting ON sighting.source_id = source.source_id
            WHERE $1::text[] IS NULL OR source.source_id = ANY ($1::text[]::uuid[])
            GROUP BY source.source_id, sighting.source_id ORDER BY registered_at, uri
            """, [filter]
        ) { row in
            if let source = SourceProgress(row) { found.append(source) }
        }
        return found
    }
}

extension SourceProgress {
    fileprivate init?(_ row: PostgresRow) {
        guard let id = row.string(0).flatMap({ SourceID($0) }) else { return nil }
        self.init(
            id: id, uri: row.string(1) ?? "", kind: row.string(2) ?? "", bytes: row.int64(3) ?? 0,
            bytesDone: row.int64(4) ?? 0, batches: row.int(5), batchesDone: row.int(6) ?? 0, records: row.int(7) ?? 0,
            loaded: row.int(8) ?? 0, duplicates: row.int(9) ?? 0, completed: row.int(23) ?? 0,
            replaced: row.int(24) ?? 0,
            rejected: row.int(10) ?? 0,
            repaired: row.int(11) ?? 0, skipped: row.int(12) ?? 0,
            heldLines: row.int(13) ?? 0, heldFromLine: row.int64(14), retiredAt: row.int(15), removedAt: row.int(25),
            lastProgressAt: row.int(16), secondsWithoutProgress: max(0, row.int(17) ?? 0),
            sighting: SourceSighting(row, from: 18), secondsOvertaken: row.int(22))
    }
}
