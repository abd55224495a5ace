import Telemetry

extension MetricCatalogue {
    static let unconfirmedMessages = MetricFamily(
        "etl_unconfirmed_messages", .gauge, help: "Messages that are published and that the broker has not confirmed.")
    static let confirmDuration = MetricFamily(
        "etl_confirm_duration_seconds", .histogram,
        help: "Time from publishing a message to the broker's confirm that it is stored.",
        buckets: Buckets.milliseconds)
    static let messagesReturned = MetricFamily(
        "etl_messages_returned_total", .counter, help: "Messages for which there was no queue.")
    static let messagesNacked = MetricFamily(
        "etl_messages_nacked_total", .counter,
        help: "Times that a full queue has refused a message, which is published again.")
    static let brokerBlocked = MetricFamily(
        "etl_broker_blocked", .gauge, help: "1 while the broker takes no messages, by a memory or disk alarm.")
    static let brokerConnected = MetricFamily(
        "etl_broker_connected", .gauge, help: "1 while the connection to the broker is up.")
    static let brokerReconnects = MetricFamily(
        "etl_broker_reconnects_total", .counter,
        help: "Times that a connection to the broker was made again after it was lost.")

    /// Those about the connections to the broker.
    static let broker = [
        unconfirmedMessages, confirmDuration, messagesReturned, messagesNacked, brokerBlocked, brokerConnected,
        brokerReconnects,
    ]
}
