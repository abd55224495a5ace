/// The state of a publisher's or consumer's connection.
package enum ConnectionState: Sendable, Hashable {
    /// Not connected yet, or disconnected, with the error of the last attempt.
    case connecting(lastError: RabbitMQError?)
    case ready
    /// Connected, but the broker blocks publishing: a memory or disk alarm.
    case blocked(reason: String)
    /// An operator has to fix the configuration; `run()` has thrown this.
    case failed(RabbitMQError)
    /// `run()` has returned.
    case stopped
}
