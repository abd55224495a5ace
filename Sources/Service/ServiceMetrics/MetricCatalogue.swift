package import Telemetry

/// The metrics of the stages: their names and meanings.
///
/// Counters start at zero with the process, and count repeated work again: a slice after a crash, a retried
/// transaction. The ledger has the exact counts. Without failures, the sums of the counters match it.
package enum MetricCatalogue {
    static let records = MetricFamily(
        "etl_records_total", .counter,
        help: """
            Records by outcome. extract: read; transform: passed, rejected or skipped (another kind); load: loaded, \
            duplicate or rejected.
            """)
    static let recordsRepaired = MetricFamily(
        "etl_records_repaired_total", .counter,
        help: "Accepted records whose texts had invalid characters removed or replaced.")
    static let recordsCompleting = MetricFamily(
        "etl_records_completing_total", .counter,
        help: "Duplicates that gave a stored row values which it lacked.")
    static let recordsReplacing = MetricFamily(
        "etl_records_replacing_total", .counter,
        help: "Loaded records that took the place of a stored row with other content.")
    static let rejects = MetricFamily(
        "etl_rejects_total", .counter,
        help:
            "Rejected records by reason. The loader rejects what the table contradicts; the transformer rejects all others."
    )

    static let batches = MetricFamily(
        "etl_batches_total", .counter,
        help:
            "Batches by outcome; removed: of a source that was removed. For the extractor, dead and retried ones are jobs."
    )
    static let batchDuration = MetricFamily(
        "etl_batch_duration_seconds", .histogram,
        help: "Time from taking a batch (or job) to acknowledging or dead-lettering it, with all its attempts.",
        buckets: Buckets.milliseconds + [60])
    static let batchesInFlight = MetricFamily(
        "etl_batches_in_flight", .gauge, help: "Batches (or jobs) that workers are processing.")
    static let inFlightBytes = MetricFamily(
        "etl_in_flight_bytes", .gauge, help: "Bytes of the message bodies that workers are processing.")
    static let memoryReserved = MetricFamily(
        "etl_memory_reserved_bytes", .gauge,
        help: "Bytes reserved for the bodies of messages in hand, and for the work on them, by purpose.")
    static let memoryLimit = MetricFamily(
        "etl_memory_limit_bytes", .gauge, help: "Limit of etl_memory_reserved_bytes, by purpose.")
    static let messagesPostponed = MetricFamily(
        "etl_messages_postponed_total", .counter,
        help: "Deliveries for whose bodies there was no memory; the broker sends each again.")
    static let batchAge = MetricFamily(
        "etl_batch_age_seconds", .histogram,
        help: "Time from publishing a batch (or job) until a worker takes it; up to one second too high.",
        buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600])
    static let deadLetters = MetricFamily(
        "etl_dead_letters_total", .counter, help: "Batches and jobs that were dead-lettered, by reason.")

    static let bytesReceived = MetricFamily(
        "etl_bytes_received_total", .counter,
        help: "Bytes received: stored file bytes for the extractor, else message bodies.")
    static let downloadRetries = MetricFamily(
        "etl_download_retries_total", .counter,
        help: "Retried requests to web servers of sources.")
    static let bytesSent = MetricFamily(
        "etl_bytes_sent_total", .counter,
        help: "Bytes sent: COPY data for the loader, else message bodies, counted at each publishing.")

    static let ledgerSkips = MetricFamily(
        "etl_ledger_skips_total", .counter, help: "Batches skipped because the ledger already had them.")
    static let commitDuration = MetricFamily(
        "etl_commit_duration_seconds", .histogram, help: "Time from COMMIT to its answer.",
        buckets: Buckets.milliseconds + [60])

    /// All metrics of the stages.
    package static let families =
        [
            records, recordsRepaired, recordsCompleting, recordsReplacing, rejects, batches, batchDuration,
            batchesInFlight,
            inFlightBytes, memoryReserved,
            memoryLimit, messagesPostponed, batchAge,
            deadLetters, bytesReceived, downloadRetries, bytesSent, ledgerSkips, commitDuration,
        ] + ledgerSources + broker + nodes
}

extension MetricCatalogue {
    /// Upper bounds of histograms, in seconds.
    enum Buckets {
        /// From 1 ms to half a minute.
        static let milliseconds = [
            0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
        ]
    }
}
