import LocalServers
import MemoryBounds
import TestSupport
import Testing

@testable import RabbitMQ

/// All tests on the private broker, one after another because some of them stop it.
@Suite(.serialized, .privateBroker, .timeLimit(.minutes(5)))
struct BrokerTests {
    let broker: LocalRabbitMQ

    init() throws {
        broker = try #require(BrokerTrait.broker)
    }

    /// A queue of the current test.
    func queue(
        _ name: String, maxLengthBytes: Int = 0, deliveryLimit: Int = 20, deadLetterQueue: String? = nil
    ) -> Queue {
        Queue(
            name: name, maxLengthBytes: maxLengthBytes, deliveryLimit: deliveryLimit, deadLetterQueue: deadLetterQueue)
    }

    func link(
        _ queues: Queue..., prefetch: Int = 4, maximumBodyBytes: Int = 1 << 24, budget: ByteBudget? = nil,
        headerNames: Set<String>? = nil, heartbeat: Duration = .seconds(10)
    ) throws -> Link {
        try Link(
            url: broker.url, queues, prefetch: prefetch, maximumBodyBytes: maximumBodyBytes, budget: budget,
            headerNames: headerNames, heartbeat: heartbeat)
    }

    func browse<Value: Sendable>(
        _ body: @Sendable (RabbitMQBrowser) async throws -> Value
    ) async throws -> Value {
        let browser = try await RabbitMQBrowser.connect(RabbitMQConfiguration(url: broker.url))
        let value = try await body(browser)
        await browser.close()
        return value
    }

    func ready(_ queue: String) async throws -> Int {
        let depth = try await browse { try await $0.depth(of: queue) }
        return try #require(depth).ready
    }
}

/// Starts a broker before the first test of a suite and stops it after the last.
struct BrokerTrait: SuiteTrait, TestScoping {
    @TaskLocal static var broker: LocalRabbitMQ?

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let broker = try await TestServers.dedicatedRabbitMQ()
        do {
            try await Self.$broker.withValue(broker, operation: function)
            await broker.stop()
        } catch {
            await broker.stop()
            throw error
        }
    }
}

extension Trait where Self == BrokerTrait {
    static var privateBroker: Self { BrokerTrait() }
}
