internal import Failpoints
internal import Logging

/// Publishing over one connection.
struct PublisherSession: ConnectionSession {
    private struct Writing {
        let pending: PendingPublish
        var offset: Int
    }

    let core: PublisherCore
    private(set) var isBlocked = false
    /// The message whose frames are being sent; no other frame can use the channel until the last of them.
    private var writing: Writing?

    init(core: PublisherCore) {
        self.core = core
    }

    /// Only returned messages arrive here, and the window still has those.
    var contentLimits: ContentLimits { ContentLimits(bodyBytes: 0) }
    var isFinished: Bool { false }

    mutating func begin(on connection: inout AMQPConnection) throws(RabbitMQError) {
        try connection.provide(core.queues, within: core.setupLimit)
        try connection.selectConfirms(within: core.setupLimit)
        connection.purpose = "publish"
    }

    mutating func receive(_ event: IncomingEvent) throws(RabbitMQError) {
        switch event {
        case .confirm(let tag, let multiple, let accepted):
            core.settle(tag: tag, multiple: multiple, accepted: accepted)
        case .content(let content):
            if case .returned(let queue, let reason) = content.origin {
                core.markReturned(queue: queue, id: content.header.id, reason: reason)
            }
        case .blocked(let reason):
            isBlocked = true
            core.stateChanged(to: .blocked(reason: reason))
            core.observe(.blocked)
            core.logger.warning("RabbitMQ blocks publishing", metadata: ["reason": "\(reason)"])
        case .unblocked:
            isBlocked = false
            core.unblocked()
            core.stateChanged(to: .ready)
            core.observe(.unblocked)
            core.logger.info("RabbitMQ accepts messages again")
        case .cancelledByBroker, .cancelConfirmed:
            break
        }
    }

    mutating func write(to connection: inout AMQPConnection) throws(RabbitMQError) -> WriteOutcome {
        if !isBlocked, let queue = core.silentQueue() {
            throw .silence(of: queue, for: core.confirmLimit, at: connection.endpoint)
        }
        while !isBlocked && !core.stop.isRequested {
            if writing == nil {
                switch core.takeNext() {
                case .nothing: return .idle
                case .pause(let end): return .waiting(until: end)
                case .message(let pending): writing = Writing(pending: pending, offset: -1)
                }
            }
            guard connection.isWritable else { return .waitingForSocket }
            try writeFrames(to: &connection)
        }
        return .idle
    }

    /// The frames before the body, or one body frame.
    private mutating func writeFrames(to connection: inout AMQPConnection) throws(RabbitMQError) {
        guard var current = writing else { return }
        let message = current.pending.message
        if current.offset < 0 {
            try connection.beginPublish(message, to: current.pending.queue)
            current.offset = 0
        } else {
            current.offset = try connection.sendBody(message.body, from: current.offset)
        }
        writing = current.offset < message.body.count ? current : nil
        guard writing == nil else { return }
        core.wrote()
        core.observe(.published(bytes: message.body.count))
        Failpoint.pass(.afterPublishBeforeConfirm)
    }
}
