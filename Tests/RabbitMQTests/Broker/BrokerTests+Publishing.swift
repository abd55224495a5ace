import Testing

@testable import RabbitMQ

extension BrokerTests {
    @Test func publishesConfirmsAndConsumes() async throws {
        let queue = queue("round.trip")
        try await link(queue).run { publisher, consumer in
            async let publishing: Void = publisher.publish(0..<20, to: queue.name)
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
                #expect(!delivery.redelivered)
            }
            #expect(publisher.statistics.confirmed == 20)
            #expect(publisher.statistics.unconfirmed == 0)
            #expect(publisher.state == .ready)
        }
        #expect(try await ready("round.trip") == 0)
    }

    @Test func carriesEmptyBodiesAndTheLargestOnes() async throws {
        let queue = queue("sizes")
        let sizes = [
            0, 1, AMQPConnection.bodyFrameBytes, AMQPConnection.bodyFrameBytes + 1, Message.maximumBodyBytes,
        ]
        try await link(queue).run { publisher, consumer in
            for size in sizes {
                let message = Message(id: "\(size)", body: [UInt8](repeating: 7, count: size))
                try await publisher.publish(message, to: queue.name)
                let delivery = try #require(await consumer.next())
                delivery.ack()
                #expect(delivery.id == "\(size)")
                #expect(delivery.body == message.body)
            }
        }
    }

    @Test func tellsThatThereIsNoSuchQueue() async throws {
        let queue = queue("routable")
        try await link(queue).run { publisher, _ in
            let error = await #expect(throws: RabbitMQError.self) {
                try await publisher.publish(Sample.message(1), to: "not.there")
            }
            #expect(error?.code == .unroutable)
            #expect(error?.message.contains("not.there") == true)
            // The channel is still open.
            try await publisher.publish(Sample.message(2), to: queue.name)
            #expect(publisher.statistics.returned == 1)
        }
    }

    @Test func refusesWhatNoBrokerWouldTake() async throws {
        let queue = queue("limits")
        try await link(queue).run { publisher, _ in
            let body = [UInt8](repeating: 0, count: Message.maximumBodyBytes + 1)
            let error = await #expect(throws: RabbitMQError.self) {
                try await publisher.publish(Message(id: "1", body: body), to: queue.name)
            }
            #expect(error?.code == .messageTooLarge)
            let name = await #expect(throws: RabbitMQError.self) {
                try await publisher.publish(Message(id: String(repeating: "x", count: 256), body: []), to: queue.name)
            }
            #expect(name?.code == .invalidMessage)
        }
    }

    @Test func failsOnlyTheMessageThatThisBrokerFindsTooLarge() async throws {
        let queue = queue("smaller")
        try await limitMessages(toBytes: 1_000_000)
        try await link(queue).run { publisher, _ in
            let body = [UInt8](repeating: 1, count: 2_000_000)
            async let fitting: Void = publisher.publish(0..<4, to: queue.name)
            let error = await #expect(throws: RabbitMQError.self) {
                try await publisher.publish(Message(id: "large", body: body), to: queue.name)
            }
            #expect(error?.code == .messageTooLarge)
            try await fitting
            #expect(publisher.statistics.confirmed == 4)
        }
        try await limitMessages(toBytes: 128 << 20)
    }

    /// RabbitMQ 4 reads the setting once, at its start, and keeps it as a persistent term.
    private func limitMessages(toBytes limit: Int) async throws {
        let setting = "application:set_env(rabbit, max_message_size, \(limit))"
        try await broker.ctl("eval", "\(setting), persistent_term:put(max_message_size, \(limit)).")
    }

    @Test func publishesAgainWhenAFullQueueHasRoom() async throws {
        let queue = queue("full", maxLengthBytes: 900_000)
        let target = try link(queue)
        let count = 12
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await target.publisher.run() }
            // The test publishes one message at a time: a quorum queue accepts messages sent before it reports that it
            // is full.
            let publishing = Task {
                for number in 0..<count { try await target.publisher.publish(Sample.message(number), to: queue.name) }
            }
            #expect(try await eventually { target.publisher.statistics.nacked > 2 })
            #expect(target.publisher.statistics.confirmed < count)
            #expect(target.publisher.statistics.unconfirmed + target.publisher.statistics.waiting == 1)
            group.addTask { try await target.consumer.run() }
            var seen: Set<String> = []
            while seen.count < count, let delivery = await target.consumer.next() {
                seen.insert(delivery.id)
                delivery.ack()
            }
            try await publishing.value
            #expect(seen.count == count)
            #expect(target.publisher.statistics.confirmed == count)
            group.cancelAll()
        }
        #expect(try await ready("full") == 0)
    }

    @Test func endsAPublishThatIsCancelled() async throws {
        let queue = queue("cancelled", maxLengthBytes: 1000)
        let target = try link(queue)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await target.publisher.run() }
            // How many messages the queue takes before it reports that it is full depends on the time between them.
            let publishing = Task { try await target.publisher.publish(0..<50, to: queue.name) }
            let isFull = try await eventually { target.publisher.statistics.nacked > 0 }
            #expect(isFull)
            publishing.cancel()
            let result = await publishing.result
            #expect(throws: (any Error).self) { try result.get() }
            #expect(try await eventually { target.publisher.statistics.waiting == 0 })
            group.cancelAll()
        }
        await #expect(throws: RabbitMQError.self) {
            try await target.publisher.publish(Sample.message(4), to: queue.name)
        }
    }
}
