import Bus
import DeadLetters
import RabbitMQ
import TestSupport
import Testing

@testable import Progress

/// Letters that change while their number stays the same.
@Suite(.serialized, .timeLimit(.minutes(3))) struct LetterReadingTests {
    /// Another letter takes the place of the only one.
    private static func exchange(on bus: TestBus, reason: String) async throws {
        let queue = Stage.load.deadLetterQueue
        for delivery in try await bus.take(1, from: queue) { delivery.ack() }
        try await bus.wait(until: queue, holds: 0)
        try await kill(reason, on: bus)
    }

    private static func kill(_ reason: String, on bus: TestBus) async throws {
        let message = Message(id: "a/\(reason)", headers: [MessageHeader.reason: .string(reason)], body: [1])
        try await bus.publisher.publish(message, to: Stage.load.deadLetterQueue)
        try await bus.wait(until: Stage.load.deadLetterQueue, holds: 1)
    }

    @Test func aReadingThatSomebodyAsksForFindsTheLetterThatDiedAgain() async throws {
        try await TestBus.with { bus in
            let renewal = LetterRenewal()
            let look = BrokerLook(bus.configuration, renewal: renewal)
            try await Self.kill("first", on: bus)
            #expect(try await look.look(within: .seconds(30)).found.letters.map(\.reason) == ["first"])
            try await Self.exchange(on: bus, reason: "second")
            renewal.ask()
            #expect(try await look.look(within: .seconds(30)).found.letters.map(\.reason) == ["second"])
            let readAt = try await look.look(within: .seconds(30)).found.readAt
            #expect(try await look.look(within: .seconds(30)).found.readAt == readAt, "nobody has asked again")
            await look.close()
        }
    }

    @Test func aReadingThatAnotherVisitHinderedIsMadeUpFor() async throws {
        try await TestBus.with { bus in
            let look = BrokerLook(bus.configuration)
            try await Self.kill("first", on: bus)
            _ = try await look.look(within: .seconds(30))
            let other = try await RabbitMQBrowser.connect(bus.configuration)
            try await other.lock(Stage.deadLetterLock, within: .seconds(30))
            // The number changes, and is as before when the lock is free.
            try await bus.publisher.publish(
                Message(id: "b", headers: [:], body: [1]), to: Stage.load.deadLetterQueue)
            try await bus.wait(until: Stage.load.deadLetterQueue, holds: 2)
            #expect(try await look.look(within: .zero).found.letters.map(\.reason) == ["first"])
            for delivery in try await bus.take(2, from: Stage.load.deadLetterQueue) { delivery.ack() }
            try await bus.wait(until: Stage.load.deadLetterQueue, holds: 0)
            try await Self.kill("second", on: bus)
            try await other.unlock(Stage.deadLetterLock)
            #expect(try await look.look(within: .seconds(30)).found.letters.map(\.reason) == ["second"])
            await other.close()
            await look.close()
        }
    }
}
