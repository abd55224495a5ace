import Telemetry

extension MetricCatalogue {
    static let sources = MetricFamily(
        "etl_sources", .gauge,
        help: """
            Sources by state, as the loader's last look at the ledger found them: complete, retired, in_progress, \
            stalled (in progress, but nothing was loaded for 15 minutes), or overtaken (in progress, but no queue can have \
            a message of it).
            """)
    static let sourceQuiet = MetricFamily(
        "etl_source_seconds_without_progress", .gauge,
        help: "The longest time for which nothing of a source in progress was loaded; 0 without such sources.")
    static let sourceLook = MetricFamily(
        "etl_source_look_timestamp_seconds", .gauge,
        help: "When the loader last counted the sources, in Unix time; 0 before.")

    static let bulkPhase = MetricFamily(
        "etl_bulk_phase", .gauge,
        help:
            "1 while the table has no key in its bulk phase, as the loader's last look at the ledger found it; else 0.")

    /// The metrics of the ledger's sources.
    static let ledgerSources = [sources, sourceQuiet, sourceLook, bulkPhase]
}
