/// What is done with one connection, from login to loss: publishing or consuming. Lives on the connection's thread.
protocol ConnectionSession {
    /// Bodies above this are not kept.
    var maximumBodyBytes: Int { get }
    /// Whether the broker reads from this connection; while it does not, it would not answer a goodbye either.
    var isBlocked: Bool { get }
    /// Whether there is nothing more to do.
    var isFinished: Bool { get }

    /// Right after the login; may make the calls that wait for answers.
    mutating func begin(on connection: inout AMQPConnection) throws(RabbitMQError)
    mutating func receive(_ event: IncomingEvent) throws(RabbitMQError)
    /// Writes what there is to write, as long as the socket takes it.
    mutating func write(to connection: inout AMQPConnection) throws(RabbitMQError) -> WriteOutcome
}

/// When a session wants to write again, apart from being woken up.
enum WriteOutcome {
    case idle
    case waitingForSocket
    case waiting(until: MonotonicTime)
}
