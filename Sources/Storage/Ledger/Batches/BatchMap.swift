package import ETLModels
package import Postgres

/// Which batches of a source are loaded, in cells of as many consecutive batches each.
package struct BatchMap: Sendable, Hashable {
    /// The batches of the source; until its last one is loaded, those up to the highest that is.
    package let batches: Int
    /// The batches of a cell; the last cell may have fewer.
    package let size: Int
    /// The loaded batches of each cell.
    package let loaded: [Int]
    /// The first ranges of batches that are not loaded, in their order.
    package let gaps: [ClosedRange<Int>]
    /// The number of all such ranges.
    package let gapCount: Int

    /// The number of batches that are loaded.
    package var loadedBatches: Int { loaded.reduce(0, +) }

    /// The number of batches of a cell.
    package func batches(of cell: Int) -> Int { min(size, batches - cell * size) }

    /// Whether a batch is not loaded. If there are more gaps than are listed, whether its cell lacks one.
    package func mayLack(_ sequence: Int) -> Bool {
        guard (0..<batches).contains(sequence) else { return false }
        if gaps.count == gapCount { return gaps.contains { $0.contains(sequence) } }
        let cell = sequence / size
        return loaded[cell] < batches(of: cell)
    }
}

extension BatchTable {
    /// Returns which batches of a source are loaded; nil if none is, and the number of its batches is unknown.
    ///
    /// It reads the key of the source's batches once, and returns at most as many rows as cells and gaps are wanted, and one.
    ///
    /// - Parameters:
    ///   - cells: the most cells, at least one.
    ///   - gaps: the most gaps that are listed.
    package static func map(
        of id: SourceID, cells: Int, gaps: Int, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> BatchMap? {
        let rows = try connection.query(
            """
            WITH known AS (
                SELECT sequence::bigint AS sequence FROM etl.batches WHERE source_id = $1
            ), span AS (
                SELECT max(sequence) AS highest, greatest(max(sequence) + 1,
                    (SELECT source.batches FROM etl.sources AS source WHERE source.source_id = $1)) AS batches
                FROM known
            ), sized AS (
                SELECT highest, batches, (batches + $2 - 1) / $2 AS size FROM span WHERE batches > 0
            ), followed AS (
                SELECT sequence, coalesce(lag(sequence) OVER (ORDER BY sequence), -1) AS earlier FROM known
                UNION ALL SELECT batches, coalesce(highest, -1) FROM sized
            ), gaps AS (
                SELECT earlier + 1 AS gap_start, sequence - 1 AS gap_end, count(*) OVER () AS gap_count
                FROM followed WHERE sequence > earlier + 1 ORDER BY gap_start LIMIT $3
            )
            SELECT 'span', batches, size, NULL::bigint FROM sized
            UNION ALL SELECT 'cell', sequence / size, count(*), NULL FROM known CROSS JOIN sized GROUP BY sequence / size
            UNION ALL SELECT 'gap', gap_start, gap_end, gap_count FROM gaps
            ORDER BY 1, 2
            """, [.uuid(id.bytes), .integer(Int64(cells)), .integer(Int64(gaps))])
        return BatchMap(rows)
    }
}

extension BatchMap {
    fileprivate init?(_ rows: PostgresRows) {
        let span = rows.first { $0.string(0) == "span" }
        guard let batches = span?.int(1), let size = span?.int(2), batches > 0, size > 0 else { return nil }
        var loaded = [Int](repeating: 0, count: (batches + size - 1) / size)
        var gaps: [ClosedRange<Int>] = []
        var gapCount = 0
        for row in rows {
            guard let first = row.int(1), let second = row.int(2) else { continue }
            switch row.string(0) {
            case "cell": if loaded.indices.contains(first) { loaded[first] = second }
            case "gap":
                if first <= second { gaps.append(first...second) }
                gapCount = row.int(3) ?? gaps.count
            default: continue
            }
        }
        self.init(batches: batches, size: size, loaded: loaded, gaps: gaps, gapCount: gapCount)
    }
}
