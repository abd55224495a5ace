package import ETLModels
package import Postgres

/// The recent loading rate of a source.
package struct SourcePace: Sendable, Hashable {
    package let batchesPerSecond: Double
    package let recordsPerSecond: Double
    package let bytesPerSecond: Double

    package init(batchesPerSecond: Double, recordsPerSecond: Double, bytesPerSecond: Double) {
        self.batchesPerSecond = batchesPerSecond
        self.recordsPerSecond = recordsPerSecond
        self.bytesPerSecond = bytesPerSecond
    }
}

extension BatchTable {
    /// Returns the pace of the sources with batches loaded in the last seconds.
    ///
    /// Excludes the first transaction of that time, because the ledger does not store its duration.
    package static func recentPaces(
        within seconds: Int = 30, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [SourceID: SourcePace] {
        let rows = try connection.query(
            """
            WITH recent AS (
                SELECT source_id, loaded_at, count(*) AS batches, sum(records) AS records, sum(source_bytes) AS bytes,
                    min(loaded_at) OVER (PARTITION BY source_id) AS first
                FROM etl.batches WHERE loaded_at > now() - make_interval(secs => $1) GROUP BY source_id, loaded_at
            )
            SELECT source_id, sum(batches), sum(records), sum(bytes), extract(epoch FROM now() - min(first))::float8
            FROM recent WHERE loaded_at > first GROUP BY source_id
            """, [.integer(Int64(seconds))])
        var paces: [SourceID: SourcePace] = [:]
        for row in rows {
            guard let id = row.string(0).flatMap({ SourceID($0) }), let seconds = row.double(4), seconds > 0 else {
                continue
            }
            paces[id] = SourcePace(
                batchesPerSecond: (row.double(1) ?? 0) / seconds, recordsPerSecond: (row.double(2) ?? 0) / seconds,
                bytesPerSecond: (row.double(3) ?? 0) / seconds)
        }
        return paces
    }
}
