package import Bus
import DisplayText
import Glibc
package import Logging
package import RabbitMQ
import ServiceLogging
package import ServiceMetrics

/// Carries a disposition out.
package struct Settler: Sendable {
    private let stage: Stage
    private let publisher: RabbitMQPublisher
    private let metrics: BatchMetrics
    private let taken: ContinuousClock.Instant
    private let logger: Logger

    /// - Parameter taken: when the deliveries came into hand.
    package init(
        stage: Stage, publisher: RabbitMQPublisher, metrics: BatchMetrics, takenAt taken: ContinuousClock.Instant,
        logger: Logger
    ) {
        self.stage = stage
        self.publisher = publisher
        self.metrics = metrics
        self.taken = taken
        self.logger = logger
    }

    /// Settles a delivery.
    ///
    /// - Returns: why it is not settled: its dead letter could not be published, and it must stay in hand.
    package func settle(_ delivery: Delivery, _ disposition: Disposition) async -> StageError? {
        switch disposition {
        case .ack:
            delivery.ack()
            metrics.settle(delivery, after: .now - taken)
        case .deadLetter(let error): return await bury(delivery, error)
        case .retry, .giveBack: delivery.requeue()
        }
        return nil
    }

    /// Publishes a dead letter, and acks the delivery only when the broker has confirmed it: whatever happens in
    /// between, the batch is in one queue or in both, never in none.
    private func bury(_ delivery: Delivery, _ error: StageError) async -> StageError? {
        if delivery.bodyTooLarge != nil {
            // The body was not taken in, so only the broker can move it.
            delivery.reject()
        } else {
            do throws(RabbitMQError) {
                guard try await publish(deadLetter(delivery, error)) else {
                    return StageError(
                        .configuration, reason: "dead-letter-queue-full",
                        "the queue \(stage.deadLetterQueue) is full: replay or discard its dead letters, or raise its limit"
                    )
                }
                delivery.ack()
            } catch {
                let failure = StageError(error)
                // Never the batch's fault, or it would have to be buried once more.
                let fault = failure.fault == .batch ? StageError.Fault.configuration : failure.fault
                return StageError(
                    fault, reason: failure.reason, "cannot publish the dead letter: \(failure.description)")
            }
        }
        metrics.bury(delivery, reason: error.reason)
        metrics.settle(delivery, after: .now - taken)
        logger.error(
            "Dead-lettered a batch",
            metadata: [
                LogKey.batch: "\(delivery.id)", LogKey.reason: "\(error.reason)",
                LogKey.error: "\(error.description)",
            ])
        return nil
    }

    /// Publishes a dead letter.
    ///
    /// - Returns: false when the broker, though it is there, has not taken it for a long time.
    private func publish(_ letter: Message) async throws(RabbitMQError) -> Bool {
        let publishing = Task { () async -> RabbitMQError? in
            do throws(RabbitMQError) {
                try await publisher.publish(letter, to: stage.deadLetterQueue)
                return nil
            } catch {
                return error
            }
        }
        let limit = Task {
            repeat { try await Task.sleep(for: Self.patience) } while publisher.state != .ready
            publishing.cancel()
        }
        defer { limit.cancel() }
        let failure = await withTaskCancellationHandler {
            await publishing.value
        } onCancel: {
            publishing.cancel()
        }
        guard let failure else { return true }
        if failure.code == .cancelled && !Task.isCancelled && publisher.state == .ready { return false }
        throw failure
    }

    /// How long a dead letter may wait for room in its queue before an operator is told.
    private static let patience = Duration.seconds(30)

    private func deadLetter(_ delivery: Delivery, _ error: StageError) -> Message {
        var headers = delivery.headers.kept
        headers[MessageHeader.stage] = .string(stage.rawValue)
        headers[MessageHeader.reason] = .string(error.reason.printable.shortened)
        headers[MessageHeader.error] = .string(error.description.shortened)
        headers[MessageHeader.diedAt] = .integer(Int64(time(nil)))
        headers[MessageHeader.attempts] = .integer(delivery.attempts)
        return Message(id: delivery.id.cut(toBytes: Message.maximumNameBytes), headers: headers, body: delivery.body)
    }
}

extension Delivery {
    /// How often a stage was handed the message, now included: those before it was last replayed are in a header.
    fileprivate var attempts: Int64 {
        var before: Int64 = 0
        if case .integer(let count)? = headers[MessageHeader.attempts] { before = min(max(0, count), Int64(Int32.max)) }
        return before + Int64(deliveryCount) + 1
    }
}
