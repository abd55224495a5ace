internal import Logging

/// Consuming over one connection.
struct ConsumerSession: ConnectionSession {
    private enum Phase {
        case consuming, cancelling, drained
    }

    let core: ConsumerCore
    private var phase = Phase.consuming

    init(core: ConsumerCore) {
        self.core = core
    }

    var contentLimits: ContentLimits { core.options.limits }
    /// An alarm blocks only publishing connections.
    var isBlocked: Bool { false }
    var isFinished: Bool { phase == .drained && core.isSettled }

    mutating func begin(on connection: inout AMQPConnection) throws(RabbitMQError) {
        let options = core.options
        try connection.provide(options.queues, within: options.setupLimit)
        try connection.consume(
            queue: options.queue, tag: AMQPConnection.consumerTag, prefetch: options.prefetch,
            within: options.setupLimit)
        connection.purpose = "consume from queue \(options.queue)"
    }

    mutating func receive(_ event: IncomingEvent) throws(RabbitMQError) {
        switch event {
        case .content(let content):
            guard case .delivery(let tag, let redelivered) = content.origin else { return }
            core.delivered(tag, redelivered: redelivered, content)
        case .cancelConfirmed:
            phase = .drained
            core.ranDry()
        case .cancelledByBroker where phase == .consuming:
            throw RabbitMQError(
                .connectionLost,
                "the broker ended the consumer of queue \(core.options.queue): the queue was deleted or moved")
        case .cancelledByBroker:
            phase = .drained
            core.ranDry()
        case .confirm, .blocked, .unblocked:
            break
        }
    }

    mutating func write(to connection: inout AMQPConnection) throws(RabbitMQError) -> WriteOutcome {
        if phase == .consuming && core.isStopping {
            guard connection.isWritable else { return .waitingForSocket }
            try connection.cancelConsumer(AMQPConnection.consumerTag)
            phase = .cancelling
        }
        while connection.isWritable {
            guard let (tag, settlement) = core.nextSettlement() else {
                return core.matchUp().map { .waiting(until: $0) } ?? .idle
            }
            switch settlement {
            case .acknowledge: try connection.acknowledge(tag)
            case .requeue: try connection.negativelyAcknowledge(tag, requeue: true)
            case .reject: try connection.negativelyAcknowledge(tag, requeue: false)
            }
        }
        return .waitingForSocket
    }
}
