package import ETLModels
package import Postgres

/// The batches of a source in the ledger, by the numbers of their records.
///
/// It is read once while loads are held, because a look at the ledger for each of a million records takes longer than everything else.
package struct BatchPlaces: Sendable, Hashable {
    private let source: SourceID
    /// Ascending.
    private let firsts: [UInt64]
    private let ends: [UInt64]
    private let sequences: [UInt32]

    /// Reads the batches of the source with a number; nil if the ledger does not have it.
    package static func of(
        number: UInt32, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> BatchPlaces? {
        let rows = try connection.query(
            """
            SELECT source_id, sequence, first_record, first_record + records + skipped
            FROM etl.sources LEFT JOIN etl.batches USING (source_id)
            WHERE number = $1 AND (first_record IS NOT NULL OR sequence IS NULL) ORDER BY first_record
            """, [.integer(Int64(number))])
        guard let source = rows.first?.string(0).flatMap({ SourceID($0) }) else { return nil }
        var (firsts, ends, sequences): ([UInt64], [UInt64], [UInt32]) = ([], [], [])
        for row in rows {
            guard let sequence = row.int(1), let first = row.int64(2), let end = row.int64(3) else { continue }
            firsts.append(UInt64(first))
            ends.append(UInt64(end))
            sequences.append(UInt32(sequence))
        }
        return BatchPlaces(source: source, firsts: firsts, ends: ends, sequences: sequences)
    }

    /// The batch of a record; nil if the ledger has forgotten it.
    package func batch(of record: UInt64) -> BatchID? {
        var (low, high) = (0, firsts.count)
        while low < high {
            let middle = (low + high) / 2
            if firsts[middle] <= record { low = middle + 1 } else { high = middle }
        }
        guard low > 0, record < ends[low - 1] else { return nil }
        return BatchID(source: source, sequence: sequences[low - 1])
    }
}
