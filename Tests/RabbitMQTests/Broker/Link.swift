import Logging
import MemoryBounds
import Testing

@testable import RabbitMQ

/// A publisher and a consumer that run as long as a closure.
struct Link {
    let publisher: RabbitMQPublisher
    let consumer: RabbitMQConsumer
    /// The events of the publisher's and the consumer's observers.
    let publishing = EventLog()
    let consuming = EventLog()

    init(
        url: String, _ queues: [Queue], prefetch: Int = 4, maximumBodyBytes: Int = 1 << 24,
        budget: ByteBudget? = nil, headerNames: Set<String>? = nil, heartbeat: Duration = .seconds(10)
    ) throws {
        var configuration = try RabbitMQConfiguration(url: url)
        configuration.heartbeat = heartbeat
        self.init(
            configuration, queues, prefetch: prefetch, maximumBodyBytes: maximumBodyBytes, budget: budget,
            headerNames: headerNames)
    }

    init(
        _ configuration: RabbitMQConfiguration, _ queues: [Queue], prefetch: Int = 4, maximumBodyBytes: Int = 1 << 24,
        budget: ByteBudget? = nil, headerNames: Set<String>? = nil
    ) {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        publisher = RabbitMQPublisher(
            configuration: configuration, queues: queues, logger: logger, observer: publishing)
        consumer = RabbitMQConsumer(
            configuration: configuration, queue: queues.first?.name ?? "", queues: queues, prefetch: prefetch,
            maximumBodyBytes: maximumBodyBytes, budget: budget, headerNames: headerNames, logger: logger,
            observer: consuming)
    }

    /// Stops the consumer and cancels the publisher at the end; both must return.
    func run(_ body: @Sendable (RabbitMQPublisher, RabbitMQConsumer) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await publisher.run() }
            group.addTask { try await consumer.run() }
            do {
                try await body(publisher, consumer)
            } catch {
                group.cancelAll()
                throw error
            }
            group.cancelAll()
            try await group.waitForAll()
        }
    }
}

enum Sample {
    /// 300 KB that differ from message to message.
    static func message(_ number: Int, bytes: Int = 300_000) -> Message {
        var state = UInt64(number) &* 0x9E37_79B9_7F4A_7C15 | 1
        var body: [UInt8] = []
        body.reserveCapacity(bytes + 8)
        while body.count < bytes {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            withUnsafeBytes(of: state) { body.append(contentsOf: $0) }
        }
        body.removeLast(body.count - bytes)
        return Message(
            id: "message-\(number)", headers: ["number": .integer(Int64(number)), "name": .string("grüße")],
            body: body)
    }
}

extension RabbitMQPublisher {
    /// Publishes samples, all at once or one after another with a pause, and waits for all confirms.
    func publish(_ numbers: Range<Int>, to queue: String, pause: Duration? = nil) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in numbers {
                group.addTask { try await self.publish(Sample.message(number), to: queue) }
                if let pause { try await Task.sleep(for: pause) }
            }
            try await group.waitForAll()
        }
    }
}

/// Polls for a condition without an event.
func eventually(within limit: Duration = .seconds(20), _ condition: () async throws -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(50))
    }
    return false
}
