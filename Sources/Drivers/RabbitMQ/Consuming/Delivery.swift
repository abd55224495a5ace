internal import MemoryBounds

/// A delivered message, to be settled by exactly one of ``ack()``, ``requeue()`` and ``reject()``.
///
/// Settling is cheap, does not wait, and is safe on any thread. A second time, or after the connection is lost, it does
/// nothing: the broker has redelivered the message then.
package struct Delivery: Sendable {
    package let queue: String
    /// The AMQP message-id; empty if there is none.
    package let id: String
    package let headers: [String: HeaderValue]
    /// The publishing time: the AMQP timestamp, in Unix seconds by the publisher's clock; nil if there is none.
    package let publishedAt: UInt64?
    /// Empty if it was larger than the consumer's limit, see ``bodyTooLarge``.
    package let body: [UInt8]
    /// The size in bytes of a dropped body.
    package let bodyTooLarge: Int?
    /// False means that no consumer can have received it before.
    package let redelivered: Bool
    let ticket: DeliveryTicket
    let core: ConsumerCore
    /// The memory of the body, held as long as a copy of this exists.
    let reservation: ByteReservation?

    /// The broker's header with the number of earlier deliveries.
    static let countHeader = "x-delivery-count"

    /// The number of earlier deliveries, as far as the broker counts them (x-delivery-count).
    package var deliveryCount: Int {
        // The broker does not verify a publisher's value of this header.
        guard case .integer(let count) = headers[Self.countHeader] else { return 0 }
        return Int(Int32(clamping: max(0, count)))
    }

    /// The time since its publishing. The timestamp has whole seconds, so this is up to one second too high. A
    /// difference of the clocks adds to the error; the result is never negative.
    ///
    /// - Parameter now: in seconds since 1970.
    package func age(at now: Duration) -> Duration? {
        publishedAt.map { max(.zero, now - .seconds(Int64(clamping: $0))) }
    }

    /// The work is done and its output durable: the broker can delete the message.
    package func ack() { core.settle(ticket, .acknowledge) }

    /// Returns the message: the broker redelivers it, to any consumer. Counts towards the queue's delivery limit before
    /// RabbitMQ 4.0.
    package func requeue() { core.settle(ticket, .requeue) }

    /// Rejects the message: the broker moves it to the queue's dead-letter queue.
    package func reject() { core.settle(ticket, .reject) }

    /// Its connection is lost: the broker redelivers it, and settling it does nothing.
    package var isStale: Bool { !core.isCurrent(ticket) }
}

/// The identity of a delivery: its connection and tag.
struct DeliveryTicket: Sendable, Hashable {
    let epoch: UInt64
    let tag: UInt64
}

/// The settlement of a delivery.
enum Settlement: Sendable, Hashable {
    case acknowledge, requeue, reject
}
