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

    /// - Parameter taken: when the worker took the deliveries.
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
    /// - Returns: the error if its dead letter could not be published, so that the worker must keep it; else nil.
    package func settle(_ delivery: Delivery, _ disposition: Disposition) async -> StageError? {
        switch disposition {
        case .ack:
            delivery.ack()
            metrics.settle(delivery, after: .now - taken)
        case .deadLetter(let error): return await bury(delivery, error)
        case .wait(let error): return await postpone(delivery, error)
        case .retry, .giveBack: delivery.requeue()
        }
        return nil
    }

    /// Publishes a dead letter, and acks the delivery only after the broker has confirmed it. So the batch is always in
    /// one queue or in both.
    private func bury(_ delivery: Delivery, _ error: StageError) async -> StageError? {
        if delivery.bodyTooLarge != nil {
            // The consumer dropped the body, so only the broker can move the message.
            delivery.reject()
        } else {
            do throws(RabbitMQError) {
                guard try await publish(deadLetter(delivery, error), to: stage.deadLetterQueue) else {
                    return StageError(
                        .configuration, reason: "dead-letter-queue-full",
                        "the queue \(stage.deadLetterQueue) is full: replay or discard its dead letters, or raise its limit"
                    )
                }
                delivery.ack()
            } catch {
                let failure = StageError(error)
                // Never the fault `batch`, which would publish another dead letter.
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

    /// Moves a delivery to the waiting queue. Without one, or without room in it, the worker keeps the delivery.
    private func postpone(_ delivery: Delivery, _ error: StageError) async -> StageError? {
        guard let queue = stage.waitingQueue else { return error }
        // The broker redelivers it, and a copy would be a second job.
        guard !delivery.isStale else { return nil }
        var headers = delivery.headers.kept
        headers[MessageHeader.attempts] = .integer(delivery.attempts)
        // A wait for a turn neither starts nor ends the time of an unavailable source.
        let since = delivery.waitingSince ?? (error.fault == .source ? Int64(time(nil)) : nil)
        if let since { headers[MessageHeader.waitingSince] = .integer(since) }
        var message = Message(
            id: delivery.id.cut(toBytes: Message.maximumNameBytes), headers: headers, body: delivery.body)
        message.lifetime = error.pause
        do throws(RabbitMQError) {
            guard try await publish(message, to: queue) else { return error }
        } catch {
            return StageError(error)
        }
        delivery.ack()
        metrics.retry(delivery)
        let isFirst = error.fault == .source && delivery.waitingSince == nil
        logger.log(
            level: isFirst ? .warning : .debug, "A job waits, and its worker goes on with others",
            metadata: [
                LogKey.batch: "\(delivery.id)", LogKey.reason: "\(error.reason)", LogKey.error: "\(error.description)",
            ])
        return nil
    }

    /// Publishes a message to another queue of the stage.
    ///
    /// - Returns: false if the broker, though connected, has refused it for a long time.
    private func publish(_ message: Message, to queue: String) async throws(RabbitMQError) -> Bool {
        let publishing = Task { () async -> RabbitMQError? in
            do throws(RabbitMQError) {
                try await publisher.publish(message, to: queue)
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

    /// The time that a message waits for space in its queue before the service reports it.
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
    /// The time for which its source has been unavailable; nil if this is the first failure.
    var waited: Duration? { waitingSince.map { .seconds(max(0, Int64(time(nil)) - $0)) } }

    /// The number of deliveries to a stage, this one included: a header has those before the last replay.
    fileprivate var attempts: Int64 {
        var before: Int64 = 0
        if case .integer(let count)? = headers[MessageHeader.attempts] { before = min(max(0, count), Int64(Int32.max)) }
        return before + Int64(deliveryCount) + 1
    }
}
