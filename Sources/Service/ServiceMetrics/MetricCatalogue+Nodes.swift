package import Telemetry

extension MetricCatalogue {
    static let nodeRequests = MetricFamily(
        "etl_node_requests_total", .counter,
        help: """
            Requests to the URLs of nodes by outcome: ok, too_large, rate, not_yet, pruned, unsupported, denied, unreachable, failed; \
            refused: answers whose content is wrong, which count as ok too if they could be read.
            """)
    static let nodeRate = MetricFamily(
        "etl_node_requests_per_second", .gauge, help: "Requests a second that are allowed to a URL of a node now.")
    static let nodeBlocks = MetricFamily(
        "etl_node_request_blocks", .gauge, help: "Blocks that a node is asked for at once now.")

    /// The metrics of whoever asks nodes.
    static let nodes = [nodeRequests, nodeRate, nodeBlocks]

    static let followHead = MetricFamily("etl_follow_head_block", .gauge, help: "The highest block of the node.")
    static let followFinal = MetricFamily(
        "etl_follow_final_block", .gauge, help: "The highest block of the node that is final.")
    static let followFinalTime = MetricFamily(
        "etl_follow_final_timestamp_seconds", .gauge, help: "The time of that block, in Unix time.")
    static let followLoaded = MetricFamily(
        "etl_follow_loaded_block", .gauge,
        help: "The highest block up to which all wanted blocks are loaded; -1 if the first is not.")
    static let followLag = MetricFamily(
        "etl_follow_lag_blocks", .gauge, help: "Final blocks that are wanted, and behind the loaded ones.")
    static let followLagSeconds = MetricFamily(
        "etl_follow_lag_seconds", .gauge, help: "The time between the loaded block and the final one, by the chain.")
    static let followRanges = MetricFamily(
        "etl_follow_ranges_in_progress", .gauge, help: "Ranges that are submitted, and not loaded.")
    static let followUnsubmitted = MetricFamily(
        "etl_follow_unsubmitted_blocks", .gauge, help: "Final blocks that are wanted, and not submitted.")
    static let followAbandoned = MetricFamily(
        "etl_follow_abandoned_sources", .gauge,
        help: "Sources whose last block the chain no longer has, of those that were final by confirmations alone.")
    static let followLook = MetricFamily(
        "etl_follow_look_timestamp_seconds", .gauge,
        help: "When the follower last looked at the node and the ledger, in Unix time; 0 before.")

    /// The metrics of a follower.
    package static let follow =
        [
            followHead, followFinal, followFinalTime, followLoaded, followLag, followLagSeconds, followRanges,
            followUnsubmitted, followAbandoned, followLook,
        ] + nodes
}
