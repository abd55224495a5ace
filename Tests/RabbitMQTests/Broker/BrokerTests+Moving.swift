import TestSupport
import Testing

@testable import RabbitMQ

extension BrokerTests {
    @Test func takesOutWhatItIsToldToAndKeepsTheOrderOfTheRest() async throws {
        let queue = try await filled("sift", 100)
        let other = self.queue("sifted")
        try await browse { browser in
            try await browser.declare([other])
            try await browser.sift(queue.name, into: other.name)
            let left = (0..<100).filter { $0 % 3 == 0 }.map { "message-\($0)" }
            #expect(try await browser.look(into: queue.name).map(\.id) == left)
        }
        let moved = try await link(other).consumer.take(33)
        #expect(moved.map(\.id) == (0..<100).filter { $0 % 3 == 1 }.map { "message-\($0)" })
        #expect(moved.allSatisfy { $0.headers == ["moved": .integer(1)] && $0.body.count == 2000 })
    }

    @Test func tellsOfEachMoveThatTheBrokerHasStored() async throws {
        let queue = try await filled("told", 5)
        let other = self.queue("told.of")
        try await browse { browser in
            try await browser.declare([other])
            for (end, expected, left) in [(0, 0, 5), (1, 1, 4), (3, 3, 1), (9, 1, 0)] {
                #expect(try await browser.move(queue.name, into: other.name, failingAt: end) == expected)
                #expect(try await browser.depth(of: queue.name)?.ready == left)
            }
        }
        #expect(try await ready(other.name) == 5)
    }

    @Test func visitsWhatComesBackMeanwhileNoSecondTime() async throws {
        let queue = try await filled("circle", 20)
        try await browse { browser in
            let visits = try await browser.circle(queue.name)
            let left = try await browser.look(into: queue.name)
            #expect(visits == 20)
            #expect(left.map(\.id) == (0..<20).map { "message-\($0)" })
        }
    }

    @Test func waitsForRoomInAFullQueueAndSaysSoInTheEnd() async throws {
        let queue = try await filled("source", 3)
        let full = self.queue("narrow", maxLengthBytes: 2500)
        try await browse { browser in
            try await browser.declare([full])
            try await browser.publish(7..<9, bytes: 2000, to: full.name)
        }
        let error = await #expect(throws: RabbitMQError.self) {
            try await browse { try await $0.sift(queue.name, into: full.name) }
        }
        #expect(error?.code == .queueFull)
        #expect(error?.message.contains("queue narrow ") == true, "\(error?.message ?? "")")
        #expect(try await look(into: queue.name).map(\.id) == ["message-0", "message-1", "message-2"])
        try await withThrowingTaskGroup { group in
            group.addTask { try await browse { try await $0.sift(queue.name, into: full.name) } }
            try await Task.sleep(for: .milliseconds(500))
            #expect(try await link(full).consumer.take(2).map(\.id) == ["message-7", "message-8"])
            try await group.waitForAll()
        }
        #expect(try await look(into: queue.name).map(\.id) == ["message-0"])
    }

    @Test func whoWaitsForRoomStopsWhenCancelled() async throws {
        let queue = try await filled("waiting", 2)
        let full = self.queue("no.room", maxLengthBytes: 2500)
        try await browse { browser in
            try await browser.declare([full])
            try await browser.publish(7..<9, bytes: 2000, to: full.name)
        }
        let waiting = Task { try await browse { try await $0.sift(queue.name, into: full.name) } }
        #expect(try await eventually { try await ready(queue.name) == 0 })
        let start = ContinuousClock.now
        waiting.cancel()
        let error = await #expect(throws: RabbitMQError.self) { try await waiting.value }
        #expect(error?.code == .cancelled)
        // The queue refuses messages for half a minute.
        #expect(ContinuousClock.now - start < .seconds(10))
        #expect(try await look(into: queue.name).map(\.id) == ["message-0", "message-1"])
    }

    @Test func movesNothingToAQueueThatIsNotThere() async throws {
        let queue = try await filled("stays", 2)
        let error = await #expect(throws: RabbitMQError.self) {
            try await browse { try await $0.sift(queue.name, into: "nowhere") }
        }
        #expect(error?.code == .unroutable)
        #expect(try await look(into: queue.name).map(\.id) == ["message-0", "message-1"])
    }
}

extension RabbitMQBrowser {
    /// Keeps a third of the messages, moves a third, and removes a third.
    fileprivate func sift(_ queue: String, into other: String) async throws {
        try await lock(Self.lockName)
        var number = -1
        try await browse(queue, maximumBodyBytes: 1 << 20) { message in
            number += 1
            let copy = Message(id: message.id, headers: ["moved": .integer(1)], body: message.body ?? [])
            return number % 3 == 0 ? .keep : number % 3 == 1 ? .move(copy, to: other) : .remove
        }
        try unlock(Self.lockName)
    }

    /// Moves messages until it fails, and counts those that the broker has confirmed.
    fileprivate func move(_ queue: String, into other: String, failingAt end: Int) async throws -> Int {
        try await lock(Self.lockName)
        var (decided, moved) = (0, 0)
        do {
            try await browse(queue, maximumBodyBytes: 1 << 20, onMove: { moved += 1 }) { message in
                if decided == end { throw Halt() }
                decided += 1
                return .move(Message(id: message.id, body: message.body ?? []), to: other)
            }
        } catch is Halt {}
        try unlock(Self.lockName)
        return moved
    }

    /// Moves each message to the end of its queue.
    fileprivate func circle(_ queue: String) async throws -> Int {
        var visits = 0
        try await browse(queue, maximumBodyBytes: 1 << 20) { message in
            visits += 1
            return .move(Message(id: message.id, body: message.body ?? []), to: queue)
        }
        return visits
    }
}
