import Bus
import CoreMetrics
import RabbitMQ
import Telemetry

/// The metrics of a publisher.
struct PublisherMetrics: ConnectionObserver {
    private let connection: ConnectionMetrics
    private let blocked: Meter
    private let unconfirmed: Meter
    private let confirmDuration: Timer
    private let nacked: Counter
    private let returned: Counter
    /// nil for the loader, which sends to the database.
    private let sentBytes: Counter?

    init(_ maker: MetricMaker) {
        let stage = [maker.stageLabel]
        connection = ConnectionMetrics(maker, "publisher")
        blocked = maker.gauge(MetricCatalogue.brokerBlocked, stage)
        unconfirmed = maker.gauge(MetricCatalogue.unconfirmedMessages, stage)
        confirmDuration = maker.timer(MetricCatalogue.confirmDuration, stage)
        nacked = maker.counter(MetricCatalogue.messagesNacked, stage)
        returned = maker.counter(MetricCatalogue.messagesReturned, stage)
        sentBytes = maker.stage == .load ? nil : maker.counter(MetricCatalogue.bytesSent, stage)
        blocked.set(0)
        unconfirmed.set(0)
    }

    func observe(_ event: ConnectionEvent) {
        connection.observe(event)
        switch event {
        case .blocked: blocked.set(1)
        case .unblocked, .disconnected: blocked.set(0)
        case .published(let bytes): sentBytes?.increment(by: bytes)
        case .confirmed(let time): confirmDuration.record(time)
        case .nacked: nacked.increment()
        case .returned: returned.increment()
        case .unconfirmed(let count): unconfirmed.set(count)
        case .connected, .delivered, .postponed: break
        }
    }
}

/// The metrics of a consumer.
struct ConsumerMetrics: ConnectionObserver {
    private let connection: ConnectionMetrics
    private let postponed: Counter
    /// nil for the extractor, which receives files.
    private let receivedBytes: Counter?

    init(_ maker: MetricMaker) {
        connection = ConnectionMetrics(maker, "consumer")
        postponed = maker.counter(MetricCatalogue.messagesPostponed, [maker.stageLabel])
        receivedBytes = maker.stage == .extract ? nil : maker.counter(MetricCatalogue.bytesReceived, [maker.stageLabel])
    }

    func observe(_ event: ConnectionEvent) {
        connection.observe(event)
        switch event {
        case .delivered(let bytes): receivedBytes?.increment(by: bytes)
        case .postponed: postponed.increment()
        default: break
        }
    }
}

/// Whether a connection is up, and the number of reconnections.
private struct ConnectionMetrics {
    private let connected: Meter
    private let reconnects: Counter

    init(_ maker: MetricMaker, _ name: String) {
        let labels = [maker.stageLabel, ("connection", name)]
        connected = maker.gauge(MetricCatalogue.brokerConnected, labels)
        reconnects = maker.counter(MetricCatalogue.brokerReconnects, labels)
        connected.set(0)
    }

    func observe(_ event: ConnectionEvent) {
        switch event {
        case .connected(let again):
            connected.set(1)
            if again { reconnects.increment() }
        case .disconnected: connected.set(0)
        default: break
        }
    }
}
