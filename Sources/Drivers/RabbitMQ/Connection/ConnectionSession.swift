/// The work on one connection, from login to loss: publishing or consuming. Lives on the connection's thread.
protocol ConnectionSession {
    /// What the session keeps of the messages that arrive.
    var contentLimits: ContentLimits { get }
    /// Whether the broker reads from this connection; otherwise it would not answer a close either.
    var isBlocked: Bool { get }
    /// Whether the session is finished.
    var isFinished: Bool { get }

    /// Called after the login; can make calls that wait for answers.
    mutating func begin(on connection: inout AMQPConnection) throws(RabbitMQError)
    mutating func receive(_ event: IncomingEvent) throws(RabbitMQError)
    /// Writes pending frames while the socket is writable.
    mutating func write(to connection: inout AMQPConnection) throws(RabbitMQError) -> WriteOutcome
}

/// A session's wait before its next write, which a wakeup can end.
enum WriteOutcome {
    case idle
    case waitingForSocket
    case waiting(until: MonotonicTime)
}
