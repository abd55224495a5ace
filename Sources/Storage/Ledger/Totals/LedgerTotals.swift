/// What the ledger knows of the whole database, as expressions for the statements of others.
package enum LedgerTotals {
    /// The transfers that loads stored, a `bigint`. To count the rows of the table would take minutes.
    package static let transferRows = """
        (SELECT coalesce(sum(batch.loaded), 0)::bigint FROM etl.batches AS batch JOIN etl.sources AS source \
        ON source.source_id = batch.source_id WHERE source.kind = 'token_transfers')
        """

    /// Whether the table of transfers has no key, a `boolean`: then a transfer may be in it twice.
    package static let isInBulkPhase =
        "EXISTS (SELECT FROM etl.bulk_phases AS phase WHERE phase.kind = 'token_transfers' AND phase.ended_at IS NULL)"

    /// The sources of which batches are missing and that nobody has retired, a `bigint`.
    package static let incompleteSources = """
        (SELECT count(*) FROM etl.sources AS source WHERE source.retired_at IS NULL AND (source.batches IS NULL \
        OR source.batches > (SELECT count(*) FROM etl.batches AS batch WHERE batch.source_id = source.source_id)))
        """
}
