package import ETLModels
package import Postgres

/// By how much the counts of a batch change.
package struct BatchChange: Sendable, Hashable {
    package var loaded = 0
    package var duplicates = 0
    package var completed = 0
    package var replaced = 0
    package var rejected = 0

    package init() {}
}

extension BatchTable {
    /// Changes the counts of batches that nobody else changes: loads are held.
    package static func change(
        _ changes: [BatchID: BatchChange], on connection: isolated PostgresConnection
    ) throws(PostgresError) {
        guard !changes.isEmpty else { return }
        let entries = Array(changes)
        func numbers(_ value: (BatchChange) -> Int) -> PostgresValue {
            .textArray(entries.map { "\(value($0.value))" })
        }
        _ = try connection.query(
            """
            UPDATE etl.batches AS batch SET loaded = batch.loaded + change.loaded,
                duplicates = batch.duplicates + change.duplicates, completed = batch.completed + change.completed,
                replaced = batch.replaced + change.replaced, rejected = batch.rejected + change.rejected
            FROM unnest($1::text[]::uuid[], $2::text[]::integer[], $3::text[]::integer[], $4::text[]::integer[],
                $5::text[]::integer[], $6::text[]::integer[], $7::text[]::integer[])
                AS change (source_id, sequence, loaded, duplicates, completed, replaced, rejected)
            WHERE (batch.source_id, batch.sequence) = (change.source_id, change.sequence)
            """,
            [
                .textArray(entries.map { "\($0.key.source)" }), .textArray(entries.map { "\($0.key.sequence)" }),
                numbers(\.loaded), numbers(\.duplicates), numbers(\.completed), numbers(\.replaced),
                numbers(\.rejected),
            ])
    }
}
