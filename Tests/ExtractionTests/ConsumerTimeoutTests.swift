import Bus
import ETLModels
import LocalServers
import Logging
import RabbitMQ
import TestData
import TestSupport
import Testing

@testable import Extraction

/// A broker that waits two seconds for an ack, as others wait for half an hour.
@Suite(.timeLimit(.minutes(5))) struct ConsumerTimeoutTests {
    private static func withImpatientBroker(
        _ body: @Sendable @escaping (TestBus) async throws -> Void
    ) async throws {
        let broker = try await TestServers.dedicatedRabbitMQ()
        do {
            // The broker looks for late acks at each tick of a channel; new channels have these values.
            try await broker.evaluate(
                "ok = application:set_env(rabbit, consumer_timeout, 2000), "
                    + "ok = application:set_env(rabbit, channel_tick_interval, 200)")
            try await TestBus.with(url: broker.url, body)
            await broker.stop()
        } catch {
            await broker.stop()
            throw error
        }
    }

    /// A member of 50 GB of text, which takes several times as long to check as the broker waits.
    private static func longExport() throws -> Export {
        let lines = (0..<20).map { number in
            "0x" + Hex.digits(UInt64(number) &* 0x9E37_79B9_7F4A_7C15, 16) + String(repeating: "a", count: 24) + ",s\n"
        }.joined()
        let block = Array(String(repeating: lines, count: 1000).utf8)
        return try Export(Gzip.bomb(start: "address,symbol\n", block: block, times: 50_000_000_000 / block.count))
    }

    @Test func aCheckThatTakesLongerIsNotDeliveredAgain() async throws {
        let export = try Self.longExport()
        let job = try export.job(batchRecords: 1000)
        try await Self.withImpatientBroker { bus in
            try await ExtractHandlerTests.submit(job, bus)
            let service = try await ExtractHandlerTests.service(bus, bytes: 1, seconds: 0.2)
            try await bus.running(service) { _ in
                while bus.logs.lines("Made a checkpoint").isEmpty { try await Task.sleep(for: .milliseconds(10)) }
                try await Self.holdUntilTakenAway(bus)
                // The check has outlasted the broker's patience: nothing is published before it has ended.
                #expect(try await bus.depth(of: "etl.transform") == 0)
                let first = try #require(try await bus.take(1, from: "etl.transform").first)
                #expect(first.id.hasSuffix("/0"))
            }
            #expect(bus.logs.lines("no connection to RabbitMQ, retrying").isEmpty)
            #expect(try await bus.depth(of: "etl.extract.dead") == 0)
            let rest = try #require(try await bus.take(1, from: "etl.extract").first)
            #expect(!rest.redelivered || rest.deliveryCount <= 1)
        }
    }

    /// Holds a delivery without an ack until the broker takes it away.
    private static func holdUntilTakenAway(_ bus: TestBus) async throws {
        try await bus.publisher.publish(Message(id: "held", body: [1]), to: "etl.load")
        let consumer = RabbitMQConsumer(
            configuration: bus.configuration, queue: "etl.load", queues: Stage.queues, prefetch: 1,
            maximumBodyBytes: 100, logger: Logger(label: "quiet") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup { group in
            group.addTask { try await consumer.run() }
            let held = try #require(await consumer.next())
            while !held.isStale { try await Task.sleep(for: .milliseconds(20)) }
            let again = try #require(await consumer.next())
            #expect(again.id == "held" && again.redelivered)
            again.ack()
            consumer.stop()
            try await group.waitForAll()
        }
    }
}
