import MemoryBounds
import Testing

@testable import RabbitMQ

extension BrokerTests {
    @Test func holdsNoMoreThanThePrefetch() async throws {
        let queue = queue("prefetch")
        let target = try link(queue, prefetch: 3)
        try await target.run { publisher, consumer in
            try await publisher.publish(0..<10, to: queue.name)
            #expect(try await eventually { try await ready("prefetch") == 7 })
            var held: [Delivery] = []
            for _ in 0..<3 { held.append(try #require(await consumer.next())) }
            #expect(try await ready("prefetch") == 7)
            held.removeFirst().ack()
            held.append(try #require(await consumer.next()))
            #expect(try await eventually { try await ready("prefetch") == 6 })
            held.forEach { $0.ack() }
        }
    }

    @Test func stopsAfterWhatIsBufferedIsHandedOutAndSettled() async throws {
        let queue = queue("stopping")
        let target = try link(queue, prefetch: 4)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await target.publisher.run() }
            try await target.publisher.publish(0..<10, to: queue.name)
            async let consuming: Void = target.consumer.run()
            let first = try #require(await target.consumer.next())
            #expect(try await eventually { try await ready("stopping") == 6 })
            target.consumer.stop()
            var handedOut = [first]
            while let delivery = await target.consumer.next() { handedOut.append(delivery) }
            #expect(handedOut.count == 4)
            handedOut.forEach { $0.ack() }
            try await consuming
            #expect(target.consumer.state == .stopped)
            group.cancelAll()
        }
        #expect(try await ready("stopping") == 6)
    }

    @Test func doesNotKeepABodyAboveTheLimit() async throws {
        let (queue, dead) = (queue("limited", deadLetterQueue: "limited.dead"), queue("limited.dead"))
        try await link(queue, dead, maximumBodyBytes: 299_999).run { publisher, consumer in
            try await publisher.publish(Sample.message(1), to: queue.name)
            let delivery = try #require(await consumer.next())
            #expect(delivery.bodyTooLarge == 300_000)
            #expect(delivery.body.isEmpty)
            #expect(delivery.id == "message-1")
            delivery.reject()
            #expect(try await eventually { try await ready("limited.dead") == 1 })
            // The consumer reads the next body from its first byte on.
            try await publisher.publish(Sample.message(2, bytes: 299_999), to: queue.name)
            let next = try #require(await consumer.next())
            #expect(next.body == Sample.message(2, bytes: 299_999).body)
            next.ack()
        }
    }

    @Test func holdsNoMoreBytesThanItsBudget() async throws {
        let queue = queue("budget")
        let budget = ByteBudget(limit: 700_000)
        let target = try link(queue, prefetch: 10, budget: budget)
        try await target.run { publisher, consumer in
            try await publisher.publish(0..<20, to: queue.name)
            var held: [Delivery] = []
            var ids: Set<String> = []
            while ids.count < 20 {
                let delivery = try #require(await consumer.next())
                #expect(delivery.body.count == 300_000 && delivery.bodyTooLarge == nil)
                #expect(ids.insert(delivery.id).inserted)
                held.append(delivery)
                #expect(budget.reserved <= 700_000)
                // Two fit; the next arrives only when one of them goes.
                if held.count == 2 { held.removeFirst().ack() }
            }
            held.removeAll { delivery in
                delivery.ack()
                return true
            }
            #expect(try await eventually { budget.reserved == 0 })
        }
        // About once each: what was returned finds its room.
        #expect((1...40).contains(target.consuming.count(.postponed(bytes: 300_000))))
        #expect(try await ready("budget") == 0)
    }

    @Test func holdsABodyLargerThanTheBudgetAlone() async throws {
        let queue = queue("alone")
        try await link(queue, prefetch: 10, budget: ByteBudget(limit: 1000)).run { publisher, consumer in
            try await publisher.publish(0..<5, to: queue.name)
            for _ in 0..<5 { try #require(await consumer.next()).ack() }
        }
        #expect(try await ready("alone") == 0)
    }

    @Test func returnsPostponedDeliveriesWhenItStops() async throws {
        let queue = queue("postponed")
        try await link(queue, prefetch: 10, budget: ByteBudget(limit: 1000)).run { publisher, consumer in
            try await publisher.publish(0..<5, to: queue.name)
            let held = try #require(await consumer.next())
            #expect(try await eventually { try await ready("postponed") == 0 })
            consumer.stop()
            #expect(try await eventually { try await ready("postponed") == 4 })
            held.ack()
        }
        #expect(try await ready("postponed") == 4)
    }

    @Test func keepsOnlyTheHeadersThatItIsToKeep() async throws {
        let queue = queue("headers")
        try await link(queue, headerNames: ["number"]).run { publisher, consumer in
            try await publisher.publish(Sample.message(1, bytes: 1), to: queue.name)
            let first = try #require(await consumer.next())
            #expect(first.headers == ["number": .integer(1)])
            first.requeue()
            let second = try #require(await consumer.next())
            #expect(second.deliveryCount == 1)
            second.ack()
        }
    }

    @Test func deliversAgainWhatIsGivenBackAndCountsIt() async throws {
        let queue = queue("again")
        try await link(queue).run { publisher, consumer in
            try await publisher.publish(Sample.message(1), to: queue.name)
            let first = try #require(await consumer.next())
            #expect(first.deliveryCount == 0)
            first.requeue()
            let second = try #require(await consumer.next())
            #expect(second.redelivered)
            #expect(second.deliveryCount == 1)
            second.ack()
            // The broker closes the channel for an unknown tag, so the second ack must not reach it.
            second.ack()
            try await publisher.publish(Sample.message(2), to: queue.name)
            let third = try #require(await consumer.next())
            #expect(third.id == "message-2")
            #expect(!second.isStale)
            third.ack()
        }
    }

    @Test func handsOutALoneDeliveryWhenTheWindowIsOver() async throws {
        let queue = queue("lone")
        // The connection's thread wakes up every quarter of a heartbeat, which must not be the reason for the end of
        // the wait.
        try await link(queue, heartbeat: .seconds(60)).run { publisher, consumer in
            let elapsed = try await ContinuousClock().measure {
                let window = GatheringWindow(silence: .milliseconds(20), total: .milliseconds(200))
                async let waiting = consumer.next(upTo: 10, gathering: window)
                try await publisher.publish(0..<1, to: queue.name)
                let first = try #require(await waiting)
                #expect(first.map(\.id) == ["message-0"])
                first[0].ack()
                // A consumer also gets a delivery that arrived before its call.
                try await publisher.publish(1..<2, to: queue.name)
                #expect(try await eventually { try await ready("lone") == 0 })
                let late = try #require(
                    await consumer.next(upTo: 10, gathering: GatheringWindow(silence: .seconds(1), total: .seconds(2))))
                #expect(late.map(\.id) == ["message-1"])
                late[0].ack()
            }
            #expect(elapsed < .seconds(10))
        }
    }
}
