package import Bus
package import RabbitMQ

/// What a stage does with what it takes from its queue.
///
/// A service has several workers, each with a handler of its own, so a handler may keep a connection or a buffer.
package protocol StageHandler: Sendable {
    /// Handles deliveries; afterwards, all that a successful one stands for is durable elsewhere.
    ///
    /// - Parameter deliveries: each with its body, which was not too large.
    /// - Returns: an outcome for each delivery, in their order.
    func handle(_ deliveries: [Delivery]) async -> [Result<Void, StageError>]
}
