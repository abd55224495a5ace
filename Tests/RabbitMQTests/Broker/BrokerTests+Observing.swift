import Testing

@testable import RabbitMQ

extension BrokerTests {
    @Test func tellsOfEveryMessageAndConnection() async throws {
        let queue = queue("observed")
        let link = try link(queue)
        try await link.run { publisher, consumer in
            try await publisher.publish(0..<8, to: queue.name)
            #expect(link.publishing.confirms.count == 8)
            #expect(link.publishing.confirms.allSatisfy { $0 > .zero && $0 < .seconds(60) })
            // A queue whose leader is not known yet refuses messages, which are then sent again.
            let refused = link.publishing.count(.nacked)
            #expect(link.publishing.bytes == [Int](repeating: 300_000, count: 8 + refused))
            #expect(link.publishing.unconfirmed.last == 0)
            let most = try #require(link.publishing.unconfirmed.max())
            #expect((1...8).contains(most))
            for _ in 0..<8 { try #require(await consumer.next()).ack() }
            #expect(link.consuming.bytes == [Int](repeating: 300_000, count: 8))
        }
        #expect(link.publishing.connections == [.connected(again: false), .disconnected])
        #expect(link.consuming.connections == [.connected(again: false), .disconnected])
    }

    @Test func tellsTheSizeOfABodyThatWasNotKept() async throws {
        let queue = queue("observed.large")
        let link = try link(queue, maximumBodyBytes: 1000)
        try await link.run { publisher, consumer in
            try await publisher.publish(0..<1, to: queue.name)
            let delivery = try #require(await consumer.next())
            #expect(delivery.body.isEmpty)
            #expect(link.consuming.bytes == [300_000])
            delivery.ack()
        }
    }

    @Test func stampsWhatItPublishes() async throws {
        let queue = queue("stamped")
        try await link(queue).run { publisher, consumer in
            try await publisher.publish(0..<1, to: queue.name)
            let delivery = try #require(await consumer.next())
            let stamp = try #require(delivery.publishedAt)
            #expect(delivery.age(at: .seconds(Int64(stamp) + 5)) == .seconds(5))
            // The consumer's clock is behind the publisher's.
            #expect(delivery.age(at: .seconds(Int64(stamp) - 5)) == .zero)
            delivery.ack()
        }
    }

    @Test func tellsOfWhatAFullQueueRefuses() async throws {
        let queue = queue("observed.full", maxLengthBytes: 400_000)
        let link = try link(queue)
        try await link.run { publisher, _ in
            try await publisher.publish(0..<1, to: queue.name)
            let publishing = Task {
                for number in 1..<40 { try await publisher.publish(Sample.message(number), to: queue.name) }
            }
            #expect(try await eventually { link.publishing.count(.nacked) > 1 })
            publishing.cancel()
            _ = await publishing.result
            #expect(try await eventually { link.publishing.unconfirmed.last == 0 })
            let statistics = publisher.statistics
            #expect(link.publishing.count(.nacked) == statistics.nacked)
            #expect(link.publishing.confirms.count == statistics.confirmed)
            #expect(link.publishing.bytes.count == statistics.nacked + statistics.confirmed)
        }
    }

    @Test func tellsOfWhatHasNoQueue() async throws {
        let link = try link(queue("observed.there"))
        try await link.run { publisher, _ in
            await #expect(throws: RabbitMQError.self) {
                try await publisher.publish(Sample.message(1), to: "observed.nowhere")
            }
            #expect(link.publishing.count(.returned) == 1)
            #expect(link.publishing.confirms.isEmpty)
            #expect(link.publishing.unconfirmed.last == 0)
        }
    }

    @Test func tellsOfAnAlarmAndOfItsEnd() async throws {
        let queue = queue("observed.alarm")
        let link = try link(queue)
        try await link.run { publisher, _ in
            try await publisher.publish(0..<1, to: queue.name)
            try await broker.ctl("set_vm_memory_high_watermark", "0")
            async let publishing: Void = publisher.publish(1..<4, to: queue.name)
            #expect(try await eventually { link.publishing.connections.last == .blocked })
            try await broker.ctl("set_vm_memory_high_watermark", "0.6")
            try await publishing
            #expect(link.publishing.connections == [.connected(again: false), .blocked, .unblocked])
        }
    }

    @Test func tellsThatItHasConnectedAgain() async throws {
        let queue = queue("observed.restart")
        let link = try link(queue)
        try await link.run { publisher, consumer in
            try await publisher.publish(0..<1, to: queue.name)
            try #require(await consumer.next()).ack()
            try await broker.ctl("stop_app")
            #expect(try await eventually { link.publishing.connections.last == .disconnected })
            #expect(try await eventually { link.consuming.connections.last == .disconnected })
            try await broker.ctl("start_app")
            try await publisher.publish(1..<2, to: queue.name)
            try #require(await consumer.next()).ack()
            for log in [link.publishing, link.consuming] {
                #expect(log.connections == [.connected(again: false), .disconnected, .connected(again: true)])
            }
        }
    }
}
