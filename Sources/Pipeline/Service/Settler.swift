package import Logging
package import RabbitMQ

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Carries a disposition out.
package struct Settler: Sendable {
    private let stage: Stage
    private let publisher: RabbitMQPublisher
    private let logger: Logger

    package init(stage: Stage, publisher: RabbitMQPublisher, logger: Logger) {
        self.stage = stage
        self.publisher = publisher
        self.logger = logger
    }

    package func settle(_ delivery: Delivery, _ disposition: Disposition) async {
        switch disposition {
        case .ack: delivery.ack()
        case .deadLetter(let error): await bury(delivery, error)
        case .retry, .giveBack: delivery.requeue()
        }
    }

    /// Publishes a dead letter, and acks the delivery only when the broker has confirmed it: whatever happens in
    /// between, the batch is in one queue or in both, never in none.
    private func bury(_ delivery: Delivery, _ error: StageError) async {
        logger.error(
            "Dead-lettering a batch",
            metadata: [
                LogKey.batch: "\(delivery.id)", LogKey.reason: "\(error.reason)", LogKey.error: "\(error.description)",
            ])
        guard delivery.bodyTooLarge == nil else {
            // The body was not taken in, so only the broker can move it.
            return delivery.reject()
        }
        do throws(RabbitMQError) {
            try await publisher.publish(deadLetter(delivery, error), to: stage.deadLetterQueue)
            delivery.ack()
        } catch {
            // Left unsettled rather than requeued: it would be back at once, and the same would happen again.
            logger.error(
                "Could not publish a dead letter; the batch stays in its queue",
                metadata: [LogKey.batch: "\(delivery.id)", LogKey.error: "\(error)"])
        }
    }

    private func deadLetter(_ delivery: Delivery, _ error: StageError) -> Message {
        var headers = delivery.headers.filter { $0.key.hasPrefix("etl-") }
        headers[MessageHeader.stage] = .string(stage.rawValue)
        headers[MessageHeader.reason] = .string(error.reason)
        // Headers travel in a single frame, so they are kept short.
        headers[MessageHeader.error] = .string(String(error.description.prefix(1024)))
        headers[MessageHeader.diedAt] = .integer(Int64(time(nil)))
        return Message(id: delivery.id, headers: headers, body: delivery.body)
    }
}
