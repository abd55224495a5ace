import TestData
import Testing

@testable import RabbitMQ

extension BrokerTests {
    private static let count = 150

    /// A queue for browsing, with messages 0, 1, 2 …
    func filled(_ name: String, _ count: Int = count, bytes: Int = 2000) async throws -> Queue {
        let queue = queue(name, deliveryLimit: Queue.unlimitedDeliveries)
        try await browse { browser in
            try await browser.declare([queue])
            try await browser.publish(0..<count, bytes: bytes, to: name)
        }
        return queue
    }

    func look(into name: String, _ maximumBodyBytes: Int = 1 << 24) async throws -> [BrowsedMessage] {
        try await browse { try await $0.look(into: name, maximumBodyBytes) }
    }

    @Test func looksAtEveryMessageInItsOrderAndLeavesItThere() async throws {
        let queue = try await filled("look")
        // These are more deliveries than RabbitMQ 4 allows by default.
        for look in 0..<25 {
            let messages = try await self.look(into: queue.name, look % 2 == 0 ? 1999 : 2000)
            #expect(messages.map(\.id) == (0..<Self.count).map { "message-\($0)" })
            #expect(messages.allSatisfy { $0.bodyBytes == 2000 && $0.headers["name"] == .string("grüße") })
            for (number, message) in messages.enumerated() {
                let same = message.body == (look % 2 == 0 ? nil : Sample.message(number, bytes: 2000).body)
                #expect(same)
            }
        }
        #expect(try await ready(queue.name) == Self.count)
    }

    @Test func aLookThatIsCutOffLeavesNoTraceAfterTheNext() async throws {
        let queue = try await filled("cut", 100)
        let all = (0..<100).map { "message-\($0)" }
        var generator = SeededGenerator(3)
        for _ in 0..<20 {
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let end = Int.random(in: 0..<100, using: &generator)
                await #expect(throws: RabbitMQError.self) {
                    // The connection breaks without a close, as with a killed process.
                    try await browse { try await $0.look(into: queue.name, failingAt: end, with: RabbitMQError.cut) }
                }
            }
            let turned = try await look(into: queue.name).map(\.id)
            #expect(turned.sorted() == all.sorted())
            let ids = try await look(into: queue.name).map(\.id)
            #expect(ids == all)
        }
        let bodies = try await look(into: queue.name).map(\.body)
        let same = bodies == (0..<100).map { Sample.message($0, bytes: 2000).body }
        #expect(same)
    }

    @Test func aLookThatFailsGivesEverythingBack() async throws {
        let queue = try await filled("early", 40)
        try await browse { browser in
            for end in [0, 1, 17, 39] {
                await #expect(throws: Halt.self) {
                    try await browser.look(into: queue.name, failingAt: end, with: Halt())
                }
                _ = try await browser.look(into: queue.name)
                let all = try await browser.look(into: queue.name)
                #expect(all.map(\.id) == (0..<40).map { "message-\($0)" })
            }
        }
    }

    @Test func severalThatLookAtOnceAllSeeEverything() async throws {
        let queue = try await filled("several", 60)
        try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<6 {
                group.addTask {
                    try await (0..<5).asyncFlatMap { _ in try await self.look(into: queue.name).map(\.id) }
                }
            }
            for try await ids in group {
                #expect(ids == (0..<5).flatMap { _ in (0..<60).map { "message-\($0)" } })
            }
        }
    }

    @Test func saysAtOnceThatTheLockIsTaken() async throws {
        try await browse { holder in
            try await holder.lock("test.taken")
            try await browse { other in
                let error = await #expect(throws: RabbitMQError.self) {
                    try await other.lock("test.taken", within: .zero)
                }
                #expect(error?.code == .inUse)
                try await holder.unlock("test.taken")
                try await other.lock("test.taken", within: .zero)
            }
        }
    }

    @Test func tellsWhyAndWhenTheBrokerGaveAMessageUp() async throws {
        let dead = queue("given.up", deliveryLimit: Queue.unlimitedDeliveries)
        let work = queue("work", deadLetterQueue: dead.name)
        let target = try link(work, dead)
        try await target.run { publisher, consumer in
            try await publisher.publish(Sample.message(1, bytes: 10), to: work.name)
            await consumer.next()?.reject()
            #expect(try await eventually { try await ready(dead.name) == 1 })
        }
        let headers = try #require(try await look(into: dead.name).first).headers
        #expect(headers["x-first-death-reason"] == .string("rejected"))
        #expect(headers["x-death.count"] == .integer(1))
        guard case .integer(let time)? = headers["x-death.time"] else {
            Issue.record("no time")
            return
        }
        #expect(time > 1_700_000_000)
    }
}

struct Halt: Error {}

extension RabbitMQError {
    fileprivate static let cut = RabbitMQError(.connectionLost, "cut")
}

extension RabbitMQBrowser {
    static let lockName = "test.lock"

    func look(into queue: String, _ maximumBodyBytes: Int = 0) async throws -> [BrowsedMessage] {
        try await lock(Self.lockName)
        var messages: [BrowsedMessage] = []
        try await browse(queue, maximumBodyBytes: maximumBodyBytes) { message in
            messages.append(message)
            return .keep
        }
        try unlock(Self.lockName)
        return messages
    }

    fileprivate func look(into queue: String, failingAt end: Int, with error: any Error) async throws {
        try await lock(Self.lockName)
        var number = 0
        try await browse(queue, maximumBodyBytes: 0) { _ in
            if number == end { throw error }
            number += 1
            return .keep
        }
    }

    func publish(_ numbers: Range<Int>, bytes: Int, to queue: String) async throws {
        var numbers = numbers[...]
        try await publish(to: queue) { numbers.popFirst().map { Sample.message($0, bytes: bytes) } }
    }
}

extension Range<Int> {
    fileprivate func asyncFlatMap<Value>(_ body: (Int) async throws -> [Value]) async throws -> [Value] {
        var values: [Value] = []
        for number in self { values += try await body(number) }
        return values
    }
}
