/// A message that the broker has delivered and wants settled: exactly one of ``ack()``, ``requeue()`` and
/// ``reject()``.
///
/// Settling is cheap, does not wait, and may be done from anywhere; a second time, or after the connection is lost,
/// it does nothing, because then the broker has given the message to someone else.
package struct Delivery: Sendable {
    package let queue: String
    /// The AMQP message-id; empty if there was none.
    package let id: String
    package let headers: [String: HeaderValue]
    /// When it was published: the AMQP timestamp, in Unix seconds by the clock of whoever published it; nil if there was
    /// none.
    package let publishedAt: UInt64?
    /// Empty if it was larger than the consumer allows, see ``bodyTooLarge``.
    package let body: [UInt8]
    /// The size in bytes of a body that was not kept.
    package let bodyTooLarge: Int?
    /// False means that nobody can have seen it before.
    package let redelivered: Bool
    let ticket: DeliveryTicket
    let core: ConsumerCore

    /// How often it was given back or lost before, as far as the broker tells (x-delivery-count).
    package var deliveryCount: Int {
        // The broker lets through what a publisher wrote there.
        guard case .integer(let count) = headers["x-delivery-count"] else { return 0 }
        return Int(Int32(clamping: max(0, count)))
    }

    /// How long ago it was published. The timestamp has whole seconds, so this is up to one too many; by clocks that differ
    /// it is wrong by as much, but never negative.
    ///
    /// - Parameter now: in seconds since 1970.
    package func age(at now: Duration) -> Duration? {
        publishedAt.map { max(.zero, now - .seconds(Int64(clamping: $0))) }
    }

    /// The work is done and safe: the broker may forget the message.
    package func ack() { core.settle(ticket, .acknowledge) }

    /// Not now: the broker delivers it again, to anyone. Counts towards the queue's delivery limit before RabbitMQ 4.0.
    package func requeue() { core.settle(ticket, .requeue) }

    /// Not ever: into the queue's dead-letter queue.
    package func reject() { core.settle(ticket, .reject) }

    /// The connection it came on is gone: someone else has it now, and settling it does nothing.
    package var isStale: Bool { !core.isCurrent(ticket) }
}

/// Which delivery of which connection.
struct DeliveryTicket: Sendable, Hashable {
    let epoch: UInt64
    let tag: UInt64
}

/// What is to become of a delivery.
enum Settlement: Sendable, Hashable {
    case acknowledge, requeue, reject
}
