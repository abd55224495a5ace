package import Bus
package import RabbitMQ

/// A stage's work on the deliveries from its queue.
///
/// A service has several workers, each with a handler of its own, so a handler can keep a connection or a buffer.
package protocol StageHandler: Sendable {
    /// The bytes that handling a delivery takes beside its body, at most: the result, and what is unpacked for it.
    func workBytes(of delivery: Delivery) -> Int

    /// Handles deliveries. When it returns, the output of each successful one is durable.
    ///
    /// - Parameter deliveries: each with its body; too large ones are excluded.
    /// - Returns: an outcome for each delivery, in their order.
    func handle(_ deliveries: [Delivery]) async -> [Result<Void, StageError>]
}
