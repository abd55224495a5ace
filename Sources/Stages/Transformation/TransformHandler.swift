import Bus
import Conversion
import ETLModels
import RabbitMQ
import Runtime
import ServiceMetrics

/// Turns each raw batch into a record batch, and completes the delivery once the broker has confirmed the record batch. It
/// passes reports of sightings on as they are.
struct TransformHandler: StageHandler {
    let publisher: RabbitMQPublisher
    let metrics: TransformMetrics

    func workBytes(of delivery: Delivery) -> Int {
        delivery.isSightingReport ? delivery.body.count : BatchTransformer.workBytes(for: delivery.body.span.bytes)
    }

    func handle(_ deliveries: [Delivery]) async -> [Result<Void, StageError>] {
        var outcomes: [Result<Void, StageError>] = []
        for delivery in deliveries { outcomes.append(await handle(delivery)) }
        return outcomes
    }

    private func handle(_ delivery: Delivery) async -> Result<Void, StageError> {
        do throws(StageError) {
            guard !delivery.isSightingReport else {
                try await publish(Message(id: delivery.id, headers: delivery.headers.kept, body: delivery.body))
                return .success(())
            }
            let (message, kind, tally) = try transform(delivery)
            try await publish(message)
            metrics.published(kind, tally)
            return .success(())
        } catch {
            return .failure(error)
        }
    }

    private func transform(_ delivery: Delivery) throws(StageError) -> (Message, RecordKind, BatchTally) {
        do throws(WireError) {
            let (header, body, tally) = try BatchTransformer.transform(delivery.body.span.bytes)
            let message = Message(
                batch: body, id: header.id, kind: header.kind, records: header.recordCount - UInt32(tally.skipped),
                isLast: header.isLast, uri: delivery.uri)
            return (message, header.kind, tally)
        } catch {
            throw StageError(error)
        }
    }

    private func publish(_ message: Message) async throws(StageError) {
        do throws(RabbitMQError) {
            try await publisher.publish(message, to: Stage.load.workQueue)
        } catch {
            throw StageError(error)
        }
    }
}
