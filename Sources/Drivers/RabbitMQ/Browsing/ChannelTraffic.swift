internal import DequeModule
internal import Glibc

/// The traffic on a browser's channel: messages to browse, messages to publish, confirms.
struct ChannelTraffic {
    private var assembler: ContentAssembler
    /// Deliveries that arrived during the wait for a confirm; at most a consumer's prefetch.
    private var arrived: Deque<(tag: UInt64, content: Content)> = []
    private var published: UInt64 = 0
    private var verdict: Verdict?
    private var returned: String?
    private var blocked: String?
    private var isCancelled = false
    private let stop: ConnectionStop

    /// The time for which the broker can refuse a message before publishing fails.
    private static let refusalLimit = Duration.seconds(30)
    /// The time that a stopped publish waits for its confirm, which usually arrives soon.
    private static let stopLimit = Duration.seconds(1)

    private enum Verdict {
        case accepted, refused
    }

    /// - Parameter stop: ends a waiting publish.
    init(maximumBodyBytes: Int, endpoint: String, large: LargeBodies? = nil, stop: ConnectionStop) {
        self.stop = stop
        assembler = ContentAssembler(ContentLimits(bodyBytes: maximumBodyBytes), endpoint: endpoint, large: large)
    }

    /// The next delivery.
    ///
    /// - Throws: ``RabbitMQError/Code/timeout`` if nothing arrives in time.
    mutating func next(
        on connection: inout AMQPConnection, within limit: Duration
    ) throws(RabbitMQError) -> (tag: UInt64, content: Content) {
        while arrived.isEmpty {
            let before = assembler.totalBytes
            if let event = try connection.event(&assembler, until: MonotonicTime.now() + limit) {
                try receive(event)
            } else if assembler.totalBytes == before {
                // A large message takes its time.
                throw connection.noAnswer
            }
        }
        return arrived.removeFirst()
    }

    /// Cancels the consumer and reads the deliveries on their way, so that none is left after the channel is reopened.
    ///
    /// - Returns: the number of deliveries that nobody has taken. The channel holds them.
    @discardableResult
    mutating func cancel(
        _ tag: String, on connection: inout AMQPConnection, within limit: Duration
    ) throws(RabbitMQError) -> Int {
        try connection.cancelConsumer(tag)
        let deadline = MonotonicTime.now() + limit
        var dropped = 0
        while !isCancelled {
            dropped += arrived.count
            arrived.removeAll()
            guard let event = try connection.event(&assembler, until: deadline) else { throw connection.noAnswer }
            try receive(event)
        }
        return dropped
    }

    private mutating func receive(_ event: IncomingEvent) throws(RabbitMQError) {
        switch event {
        case .content(let content):
            switch content.origin {
            case .delivery(let tag, _): arrived.append((tag, content))
            case .returned(_, let reason): returned = reason
            }
        case .confirm(let tag, let multiple, let accepted):
            // One message at a time is unconfirmed.
            if tag == published || multiple && tag > published { verdict = accepted ? .accepted : .refused }
        case .cancelConfirmed, .cancelledByBroker: isCancelled = true
        case .blocked(let reason): blocked = reason
        case .unblocked: blocked = nil
        }
    }

    // MARK: Publishing

    /// Publishes a message and waits until the broker has stored it; retries while a full queue refuses it.
    ///
    /// - Throws: ``RabbitMQError/Code/queueFull`` after half a minute, ``RabbitMQError/Code/cancelled`` within a second
    ///   of a stop, ``RabbitMQError/Code/unroutable`` if the queue does not exist. The message may be stored
    ///   nevertheless.
    mutating func publish(
        _ message: Message, to queue: String, on connection: inout AMQPConnection
    ) throws(RabbitMQError) {
        try message.validate(for: queue, allowsLarge: true)
        let deadline = MonotonicTime.now() + Self.refusalLimit + Self.transferLimit(message)
        var backoff = Backoff(initial: .milliseconds(50), maximum: .seconds(2))
        while true {
            try send(message, to: queue, on: &connection, until: deadline)
            if try isAccepted(queue, on: &connection, until: deadline) { return }
            let end = min(deadline, MonotonicTime.now() + backoff.next())
            while let event = try connection.event(&assembler, until: end, stop: stop) { try receive(event) }
            guard !stop.isRequested else { throw Self.stopped(queue) }
            guard MonotonicTime.now() < deadline else { throw Self.full(queue, connection.endpoint) }
        }
    }

    private mutating func send(
        _ message: Message, to queue: String, on connection: inout AMQPConnection, until deadline: MonotonicTime
    ) throws(RabbitMQError) {
        (verdict, returned) = (nil, nil)
        try waitForRoom(on: &connection, until: deadline)
        try connection.beginPublish(message, to: queue)
        published += 1
        var offset = 0
        while offset < message.bodyBytes {
            try waitForRoom(on: &connection, until: deadline)
            if let large = message.largeBody {
                offset = try connection.sendBody(large, from: offset)
            } else {
                offset = try connection.sendBody(message.body, from: offset)
            }
        }
    }

    /// The additional time for a large body: a second for each MiB.
    private static func transferLimit(_ message: Message) -> Duration {
        message.largeBody.map { .seconds($0.count >> 20) } ?? .zero
    }

    private mutating func waitForRoom(
        on connection: inout AMQPConnection, until deadline: MonotonicTime
    ) throws(RabbitMQError) {
        while !connection.isWritable {
            guard connection.wait(for: POLLIN | POLLOUT, until: deadline, stop: stop) else { throw stuck(connection) }
            while let event = try connection.event(&assembler, until: .now()) { try receive(event) }
        }
    }

    /// - Returns: false if the queue has refused the message.
    private mutating func isAccepted(
        _ queue: String, on connection: inout AMQPConnection, until deadline: MonotonicTime
    ) throws(RabbitMQError) -> Bool {
        while verdict == nil, let event = try connection.event(&assembler, until: deadline, stop: stop) {
            try receive(event)
        }
        let end = min(deadline, MonotonicTime.now() + Self.stopLimit)
        while verdict == nil, stop.isRequested, let event = try connection.event(&assembler, until: end) {
            try receive(event)
        }
        guard verdict != nil else { throw stuck(connection) }
        if let returned {
            throw RabbitMQError(
                .unroutable,
                "there is no queue \(queue) on \(connection.endpoint) (\(returned)): run `etl migrate` to create it")
        }
        return verdict == .accepted
    }

    private func stuck(_ connection: borrowing AMQPConnection) -> RabbitMQError {
        if stop.isRequested { return Self.stopped(connection.endpoint) }
        guard let blocked else { return connection.noAnswer }
        return RabbitMQError(
            .timeout, "\(connection.endpoint) blocks publishing (\(blocked)): resolve the alarm, then retry")
    }

    private static func stopped(_ place: String) -> RabbitMQError {
        RabbitMQError(.cancelled, "stopped before \(place) accepted a message")
    }

    private static func full(_ queue: String, _ endpoint: String) -> RabbitMQError {
        RabbitMQError(
            .queueFull,
            "the queue \(queue) on \(endpoint) has refused a message for \(refusalLimit.wholeSeconds) seconds, so it is full"
        )
    }
}
