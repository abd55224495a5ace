import ETLModels
import Postgres

/// The batches of other sources whose records may have been left out of the table in favour of rows of a source: those with duplicates,
/// conflicts or replaced rows. Of transfers, they also reach blocks of the rows; a token has no place that a batch would tell.
struct OtherBatches {
    /// A query for rows of `etl.batches`.
    let sql: String
    let parameters: [PostgresValue]

    /// - Parameter blocks: where the source had rows; nil for none.
    init(_ source: SourceID, _ kind: RecordKind, _ blocks: ClosedRange<Int64>?) {
        let hasPlaces = kind.schema.sameKey == .keepStored
        sql = """
            SELECT batch.* FROM etl.batches AS batch JOIN etl.sources AS source USING (source_id)
            WHERE source_id <> $1 AND kind = '\(kind.name)' AND first_record IS NOT NULL
                AND \(hasPlaces ? "least_block <= $3 AND greatest_block >= $2" : "true") AND \(BatchTable.hasLostRecords)
            """
        let bounds = [blocks?.lowerBound ?? 1, blocks?.upperBound ?? 0].map { PostgresValue.integer($0) }
        parameters = [.uuid(source.bytes)] + (hasPlaces ? bounds : [])
    }
}
