import Bus
import Logging

@testable import Loading
@testable import RabbitMQ

extension LoadHandler {
    /// Handles batches that arrive together; nil for each loaded one.
    func load(_ batches: [[UInt8]]) async -> [StageError?] {
        await handle(batches.map { Delivery(body: $0) }).map { outcome in
            switch outcome {
            case .success: nil
            case .failure(let error): error
            }
        }
    }

    /// Handles batches that arrive together, and retries as long as the infrastructure is at fault.
    func loadAtLast(_ batches: [[UInt8]]) async -> [StageError?] {
        var pending = Array(batches.enumerated())
        var outcomes = [StageError?](repeating: nil, count: batches.count)
        while !pending.isEmpty {
            let results = await load(pending.map(\.element))
            for (batch, result) in zip(pending, results) { outcomes[batch.offset] = result }
            pending = zip(pending, results).filter { $0.1?.fault == .infrastructure }.map(\.0)
        }
        return outcomes
    }
}

extension Delivery {
    /// A delivery that is never settled.
    init(body: [UInt8], headers: [String: HeaderValue] = [:]) {
        let options = ConsumerOptions(
            queue: "etl.load", queues: [], prefetch: 1, limits: ContentLimits(bodyBytes: 1), setupLimit: .seconds(1))
        self.init(
            queue: "etl.load", id: "", headers: headers, publishedAt: nil, body: body, bodyTooLarge: nil,
            redelivered: false, ticket: DeliveryTicket(epoch: 0, tag: 0),
            core: ConsumerCore(options: options, logger: Logger(label: "tests")), reservation: nil)
    }
}
