import Logging
import Testing

@testable import RabbitMQ

extension BrokerTests {
    @Test func publishesConfirmsAndConsumes() async throws {
        try await Self.withBroker { broker in
            let queue = Queue(name: "round.trip", maxLengthBytes: 100_000_000, deliveryLimit: 20, deadLetterQueue: nil)
            let link = try Link(broker, [queue], prefetch: 4)
            try await link.run { publisher, consumer in
                async let publishing: Void = withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<20 {
                        group.addTask { try await publisher.publish(Sample.message(number), to: queue.name) }
                    }
                    try await group.waitForAll()
                }
                var received: [String: Delivery] = [:]
                while received.count < 20, let delivery = await consumer.next() {
                    received[delivery.id] = delivery
                    delivery.ack()
                }
                try await publishing
                for number in 0..<20 {
                    let delivery = try #require(received["message-\(number)"])
                    #expect(delivery.body == Sample.message(number).body)
                    #expect(delivery.headers["number"] == .integer(Int64(number)))
                    #expect(delivery.headers["name"] == .string("grüße"))
                }
                #expect(publisher.statistics.confirmed == 20)
                #expect(publisher.statistics.unconfirmed == 0)
            }
            #expect(try await broker.depth("round.trip").ready == 0)
        }
    }
}
