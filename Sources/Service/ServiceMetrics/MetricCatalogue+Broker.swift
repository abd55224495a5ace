import Telemetry

extension MetricCatalogue {
    static let unconfirmedMessages = MetricFamily(
        "etl_unconfirmed_messages", .gauge, help: "Published messages that the broker has not confirmed yet.")
    static let confirmDuration = MetricFamily(
        "etl_confirm_duration_seconds", .histogram,
        help: "Time from publishing a message until the broker confirms that it is stored.",
        buckets: Buckets.milliseconds)
    static let messagesReturned = MetricFamily(
        "etl_messages_returned_total", .counter,
        help: "Messages that the broker returned because no queue exists for them.")
    static let messagesNacked = MetricFamily(
        "etl_messages_nacked_total", .counter,
        help: "Messages that a full queue refused; each is published again.")
    static let brokerBlocked = MetricFamily(
        "etl_broker_blocked", .gauge, help: "1 while a memory or disk alarm blocks publishing.")
    static let brokerConnected = MetricFamily(
        "etl_broker_connected", .gauge, help: "1 while the connection to the broker is up.")
    static let brokerReconnects = MetricFamily(
        "etl_broker_reconnects_total", .counter,
        help: "Reconnections to the broker after a lost connection.")

    /// Those about the connections to the broker.
    static let broker = [
        unconfirmedMessages, confirmDuration, messagesReturned, messagesNacked, brokerBlocked, brokerConnected,
        brokerReconnects,
    ]
}
