import LocalServers
import Testing

@testable import RabbitMQ

extension BrokerTests {
    @Test func keepsEveryMessageOverARestartOfTheBroker() async throws {
        let queue = queue("restart")
        let count = 60
        try await link(queue, prefetch: 4).run { publisher, consumer in
            async let publishing: Void = publisher.publish(0..<count, to: queue.name, pause: .milliseconds(20))
            var seen: Set<String> = []
            async let restart: Void = restartBroker()
            while seen.count < count, let delivery = await consumer.next() {
                seen.insert(delivery.id)
                delivery.ack()
            }
            try await publishing
            try await restart
            #expect(seen.count == count)
            #expect(publisher.statistics.confirmed == count)
            #expect(publisher.statistics.reconnects > 0)
            // An ack that the restart has lost brings its message once more.
            async let rest: Void = drain(consumer)
            #expect(try await eventually { try await ready("restart") == 0 })
            consumer.stop()
            await rest
        }
    }

    private func drain(_ consumer: RabbitMQConsumer) async {
        while let delivery = await consumer.next() { delivery.ack() }
    }

    private func restartBroker() async throws {
        try await broker.ctl("stop_app")
        try await broker.ctl("start_app")
    }

    @Test func dropsTheAckOfAnEarlierConnection() async throws {
        let queue = queue("stale")
        try await link(queue, prefetch: 1).run { publisher, consumer in
            try await publisher.publish(0..<1, to: queue.name)
            let early = try #require(await consumer.next())
            #expect(!early.isStale)
            try await broker.ctl("close_all_connections", "test")
            #expect(try await eventually { early.isStale })
            let again = try #require(await consumer.next())
            #expect(again.id == early.id)
            // The tag on the new channel is the same: only the epoch differs.
            #expect(again.ticket.tag == early.ticket.tag)
            early.ack()
            try await publisher.publish(1..<2, to: queue.name)
            #expect(try await ready("stale") == 1)
            again.ack()
            let last = try #require(await consumer.next())
            #expect(last.id == "message-1")
            last.ack()
        }
        #expect(try await ready("stale") == 0)
    }

    @Test func recoversFromABrokerThatStandsStill() async throws {
        let queue = queue("frozen")
        try await link(queue, heartbeat: .seconds(2)).run { publisher, consumer in
            try await publisher.publish(0..<2, to: queue.name)
            broker.freeze()
            defer { broker.thaw() }
            async let publishing: Void = publisher.publish(2..<10, to: queue.name)
            // Two and a half heartbeats; after two of them, both must have noticed.
            try await Task.sleep(for: .seconds(5))
            #expect(publisher.state != .ready)
            #expect(consumer.state != .ready)
            broker.thaw()
            try await publishing
            var seen: Set<String> = []
            while seen.count < 10, let delivery = await consumer.next() {
                seen.insert(delivery.id)
                delivery.ack()
            }
            #expect(seen.count == 10)
        }
    }

    @Test func sendsAgainWhatAQueueNeverConfirms() async throws {
        let queue = queue("silent")
        var configuration = try RabbitMQConfiguration(url: broker.url)
        configuration.confirmTimeout = .seconds(1)
        try await Link(configuration, [queue]).run { publisher, consumer in
            try await publisher.publish(0..<1, to: queue.name)
            try await broker.ctl("eval", "sys:suspend('%2F_\(queue.name)').")
            async let publishing: Void = publisher.publish(1..<3, to: queue.name)
            // The heartbeats go on.
            #expect(try await eventually { publisher.statistics.reconnects > 0 })
            try await broker.ctl("eval", "sys:resume('%2F_\(queue.name)').")
            try await publishing
            #expect(publisher.statistics.confirmed == 3)
            var seen: Set<String> = []
            while seen.count < 3, let delivery = await consumer.next() {
                seen.insert(delivery.id)
                delivery.ack()
            }
        }
    }

    @Test func comesBackFromAFrozenBrokerWhenCancelled() async throws {
        let queue = queue("frozen.cancel")
        let target = try link(queue, heartbeat: .seconds(2))
        let elapsed = try await ContinuousClock().measure {
            try await target.run { publisher, _ in
                try await publisher.publish(0..<1, to: queue.name)
                broker.freeze()
                let publishing = Task { try await publisher.publish(1..<40, to: queue.name) }
                try await Task.sleep(for: .milliseconds(300))
                publishing.cancel()
                _ = await publishing.result
            }
        }
        broker.thaw()
        #expect(elapsed < .seconds(5))
    }

    @Test func endsACallIntoTheLibraryThatDoesNotComeBack() async throws {
        var configuration = try RabbitMQConfiguration(url: broker.url)
        configuration.heartbeat = .seconds(1)
        let broker = broker
        defer { broker.thaw() }
        let elapsed = await ContinuousClock().measure {
            let error = await OSThread.run(named: "stuck") { [configuration] () -> RabbitMQError? in
                do throws(RabbitMQError) {
                    var connection = try AMQPConnection(configuration: configuration, onSocket: { _ in })
                    broker.freeze()
                    let body = [UInt8](repeating: 0, count: AMQPConnection.bodyFrameBytes)
                    try connection.beginPublish(Message(id: "", body: []), to: "anywhere")
                    // The loop does not check whether the socket is writable: sooner or later it is not.
                    while true { _ = try connection.sendBody(body, from: 0) }
                } catch {
                    return error
                }
            }
            #expect((error ?? nil)?.code == .connectionLost)
        }
        // Two heartbeats for the call, and half of one until the watchdog notices.
        #expect(elapsed < .seconds(5))
    }

    @Test func waitsWhileTheBrokerIsOutOfMemory() async throws {
        let queue = queue("alarm")
        try await link(queue, heartbeat: .seconds(2)).run { publisher, consumer in
            try await publisher.publish(0..<2, to: queue.name)
            try await broker.ctl("set_vm_memory_high_watermark", "0")
            async let publishing: Void = publisher.publish(2..<40, to: queue.name)
            #expect(try await eventually { publisher.state.isBlocked })
            // The time is longer than the limit for a dead connection: heartbeats continue.
            try await Task.sleep(for: .seconds(6))
            #expect(publisher.state.isBlocked)
            #expect(publisher.statistics.reconnects == 0)
            // Acks go over another connection, which is not blocked.
            for _ in 0..<2 { try #require(await consumer.next()).ack() }
            try await broker.ctl("set_vm_memory_high_watermark", "0.6")
            try await publishing
            #expect(publisher.state == .ready)
            #expect(publisher.statistics.confirmed == 40)
            var seen: Set<String> = []
            while seen.count < 38, let delivery = await consumer.next() {
                seen.insert(delivery.id)
                delivery.ack()
            }
            #expect(seen.count == 38)
        }
    }

    @Test func comesBackFromAnAlarmWhenCancelled() async throws {
        let queue = queue("alarm.cancel")
        let target = try link(queue)
        var began: ContinuousClock.Instant?
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await target.publisher.run() }
            try await target.publisher.publish(0..<1, to: queue.name)
            try await broker.ctl("set_vm_memory_high_watermark", "0")
            let publishing = Task { try await target.publisher.publish(1..<40, to: queue.name) }
            #expect(try await eventually { target.publisher.state.isBlocked })
            began = .now
            group.cancelAll()
            let result = await publishing.result
            #expect(throws: RabbitMQError.self) { try result.get() }
        }
        #expect(try ContinuousClock.now - #require(began) < .seconds(3))
        try await broker.ctl("set_vm_memory_high_watermark", "0.6")
    }
}

extension ConnectionState {
    fileprivate var isBlocked: Bool {
        if case .blocked = self { true } else { false }
    }
}
