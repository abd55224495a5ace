/// Observes the connection of a publisher or of a consumer.
package protocol ConnectionObserver: Sendable {
    /// Called with events in order: on the connection's thread, or by `run()` at its end.
    ///
    /// Must not block: the connection sends and receives nothing meanwhile. It holds no lock, so the observer can read
    /// states.
    func observe(_ event: ConnectionEvent)
}

/// An event of a connection.
package enum ConnectionEvent: Sendable, Hashable {
    /// Logged in and ready; `again` after a lost connection.
    case connected(again: Bool)
    /// A ready connection was lost; a block ends with it.
    case disconnected
    /// The broker blocks publishing: a memory or disk alarm.
    case blocked
    case unblocked
    /// A message was sent, with the size of its body; a retried message counts again.
    case published(bytes: Int)
    /// The broker has stored a message, with the time since the start of its publishing.
    case confirmed(after: Duration)
    /// A full queue has refused a message, which the publisher retries.
    case nacked
    /// The broker returned a message, because its queue does not exist.
    case returned
    /// The number of messages sent, or being sent, and neither confirmed nor refused.
    case unconfirmed(Int)
    /// A message was received, with the size of its body, kept or not.
    case delivered(bytes: Int)
    /// The body of a delivery was dropped, because there was no room for it. The broker sends it again.
    case postponed(bytes: Int)
}
