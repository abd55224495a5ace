/// How a publisher or consumer stands with the broker.
package enum ConnectionState: Sendable, Hashable {
    /// Not connected yet, or not any more; carries why the last attempt failed.
    case connecting(lastError: RabbitMQError?)
    case ready
    /// Connected, but the broker blocks publishing: a memory or disk alarm.
    case blocked(reason: String)
    /// An operator has to change something; `run()` has thrown this.
    case failed(RabbitMQError)
    /// `run()` has returned.
    case stopped
}
