package import Postgres

/// The number of records in each bucket of a range of blocks, by the bucket's place.
package struct BucketCounts: Sendable, Hashable {
    package let records: [Int: Int]
    /// The part of the table that was read; the counts are multiplied accordingly.
    package let readPart: Double

    package init(records: [Int: Int], readPart: Double) {
        self.records = records
        self.readPart = readPart
    }
}

extension RecordBlocks {
    /// The number of pages of a sample.
    static let samplePages = 4096

    /// Counts the records in each bucket of a range.
    ///
    /// - Parameter width: the blocks of a bucket.
    package func counts(
        by width: Int64, in range: ClosedRange<Int64>, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> BucketCounts {
        let rows = try connection.query(counting(from: table), parameters(width, range))
        return BucketCounts(records: Self.counts(rows, factor: 1), readPart: 1)
    }

    /// Estimates the records in each bucket of a range by a sample of the table's pages, always the same ones.
    package func sampledCounts(
        by width: Int64, in range: ClosedRange<Int64>, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> BucketCounts {
        let pages = try connection.query("SELECT pg_relation_size('\(table)') / current_setting('block_size')::bigint")
        let part = min(1, Double(Self.samplePages) / Double(max(1, pages.first?.int(0) ?? 1)))
        let sample = "\(table) TABLESAMPLE SYSTEM (\(part * 100)) REPEATABLE (1)"
        let rows = try connection.query(counting(from: sample), parameters(width, range))
        return BucketCounts(records: Self.counts(rows, factor: 1 / part), readPart: part)
    }

    /// Counts the records of each day of a range of blocks, by the days since 1970-01-01; nil if the records have no time. Reads them.
    package func days(
        in range: ClosedRange<Int64>, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> [Int: Int]? {
        guard let time else { return nil }
        let rows = try connection.query(
            """
            SELECT floor(extract(epoch FROM \(time)) / 86400)::bigint, count(*) FROM \(table)
            WHERE \(block) BETWEEN $1 AND $2 AND \(time) IS NOT NULL GROUP BY 1
            """, [.integer(range.lowerBound), .integer(range.upperBound)])
        return Self.counts(rows, factor: 1)
    }

    private func counting(from source: String) -> String {
        "SELECT (\(block) - $1) / $3, count(*) FROM \(source) WHERE \(block) BETWEEN $1 AND $2 GROUP BY 1"
    }

    private func parameters(_ width: Int64, _ range: ClosedRange<Int64>) -> [PostgresValue] {
        [.integer(range.lowerBound), .integer(range.upperBound), .integer(width)]
    }

    private static func counts(_ rows: PostgresRows, factor: Double) -> [Int: Int] {
        var counts: [Int: Int] = [:]
        for row in rows {
            if let place = row.int(0), let count = row.int(1) {
                counts[place] = Int((Double(count) * factor).rounded())
            }
        }
        return counts
    }
}
