/// Watches the connection of a publisher or of a consumer.
package protocol ConnectionObserver: Sendable {
    /// Called with what has happened, in its order: on the connection's thread, or by `run()` when it ends.
    ///
    /// Must not block: nothing is sent or received meanwhile. No lock is held, so the observer may ask for states.
    func observe(_ event: ConnectionEvent)
}

/// What happens on the way to the broker and back.
package enum ConnectionEvent: Sendable, Hashable {
    /// Logged in and ready; again after an earlier connection was lost.
    case connected(again: Bool)
    /// A connection that was ready is gone, and a block with it.
    case disconnected
    /// The broker takes no messages: a memory or disk alarm.
    case blocked
    case unblocked
    /// A message was sent, with a body of so many bytes; one that was refused or unconfirmed is sent again.
    case published(bytes: Int)
    /// The broker has stored a message, so long after the beginning of its publishing.
    case confirmed(after: Duration)
    /// A full queue has refused a message, which will be sent again.
    case nacked
    /// There was no queue for a message.
    case returned
    /// The number of messages that are sent, or being sent, and neither confirmed nor refused.
    case unconfirmed(Int)
    /// A message has come, with a body of so many bytes, kept or not.
    case delivered(bytes: Int)
}
