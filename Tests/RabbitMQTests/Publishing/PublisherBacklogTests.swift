import Testing

@testable import RabbitMQ

struct PublisherBacklogTests {
    private static let start = MonotonicTime(nanoseconds: 1_000_000_000)

    private func pending(_ number: UInt64, bytes: Int = 10, to queue: String = "q") -> PendingPublish {
        PendingPublish(
            number: number, message: Message(id: "\(number)", body: [UInt8](repeating: 0, count: bytes)), queue: queue,
            caller: nil)
    }

    private func sent(_ backlog: inout PublisherBacklog, at time: MonotonicTime = start) -> [UInt64] {
        var numbers: [UInt64] = []
        while case .message(let pending) = backlog.takeNext(at: time) { numbers.append(pending.number) }
        return numbers
    }

    @Test func sendsInTheOrderOfTheCalls() {
        var backlog = PublisherBacklog()
        for number in [2, 1, 4, 3] as [UInt64] { backlog.enqueue(pending(number)) }
        #expect(sent(&backlog) == [1, 2, 3, 4])
    }

    @Test func leavesNoMoreThanItsBoundUnconfirmed() {
        var backlog = PublisherBacklog()
        for number in 1...200 { backlog.enqueue(pending(UInt64(number))) }
        #expect(sent(&backlog).count == PublisherBacklog.maximumUnconfirmed)
        var answers = Answers()
        backlog.settle(tag: 10, multiple: true, accepted: true, at: Self.start, &answers)
        #expect(sent(&backlog).count == 10)
        #expect(backlog.statistics.confirmed == 10)
        #expect(backlog.statistics.waiting == 62)
    }

    @Test func noticesAQueueThatConfirmsNothing() {
        var backlog = PublisherBacklog()
        for number in [1, 2] as [UInt64] { backlog.enqueue(pending(number)) }
        backlog.enqueue(pending(3, to: "other"))
        let limit = Duration.seconds(30)
        func silent(after seconds: Int) -> String? {
            backlog.silentQueue(at: Self.start + .seconds(seconds), limit: limit)
        }
        #expect(silent(after: 40) == nil, "nothing is sent")
        for number in 1...3 {
            guard case .message = backlog.takeNext(at: Self.start) else {
                Issue.record("there is a message to send")
                return
            }
            if number == 1 { #expect(silent(after: 40) == nil, "the message is being sent") }
            backlog.wrote(at: Self.start)
        }
        #expect(silent(after: 30) == nil)
        #expect(silent(after: 31) == "q")
        var answers = Answers()
        // Another queue's confirm says nothing about this one.
        backlog.settle(tag: 3, multiple: false, accepted: true, at: Self.start + .seconds(20), &answers)
        #expect(silent(after: 31) == "q")
        backlog.settle(tag: 2, multiple: false, accepted: true, at: Self.start + .seconds(20), &answers)
        #expect(silent(after: 50) == nil, "the queue works")
        #expect(silent(after: 51) == "q")
        backlog.unblocked(at: Self.start + .seconds(60))
        #expect(silent(after: 90) == nil, "the broker was blocked meanwhile")
        #expect(silent(after: 91) == "q")
        _ = backlog.connectionLost(&answers)
        #expect(silent(after: 200) == nil)
    }

    @Test func boundsTheBytesToo() {
        var backlog = PublisherBacklog()
        for number in 1...10 { backlog.enqueue(pending(UInt64(number), bytes: 16 << 20)) }
        #expect(sent(&backlog).count == 4)
    }

    @Test func probesWithOneMessageAfterARefusal() {
        var backlog = PublisherBacklog()
        for number in 1...3 { backlog.enqueue(pending(UInt64(number))) }
        _ = sent(&backlog)
        for number in 4...9 { backlog.enqueue(pending(UInt64(number))) }
        var answers = Answers()
        backlog.settle(tag: 0, multiple: true, accepted: false, at: Self.start, &answers)
        #expect(backlog.isProbing)
        guard case .pause(let end) = backlog.takeNext(at: Self.start) else {
            Issue.record("a refusal has to pause publishing")
            return
        }
        #expect(Self.start < end)
        #expect(sent(&backlog, at: end) == [4])
        backlog.settle(tag: 4, multiple: false, accepted: true, at: end, &answers)
        #expect(!backlog.isProbing)
        #expect(sent(&backlog, at: end) == [5, 6, 7, 8, 9])
    }

    @Test func aFullQueueHoldsUpNoOther() {
        var backlog = PublisherBacklog()
        backlog.enqueue(pending(1, to: "full"))
        #expect(sent(&backlog) == [1])
        var answers = Answers()
        backlog.settle(tag: 1, multiple: false, accepted: false, at: Self.start, &answers)
        for number in [2, 4] as [UInt64] { backlog.enqueue(pending(number, to: "full")) }
        for number in [3, 5] as [UInt64] { backlog.enqueue(pending(number, to: "free")) }
        #expect(sent(&backlog) == [3, 5])
        guard case .pause(let end) = backlog.takeNext(at: Self.start) else {
            Issue.record("the full queue has to be tried again")
            return
        }
        // One message probes the full queue; the confirms of the other queue do not count.
        #expect(sent(&backlog, at: end) == [2])
        backlog.settle(tag: 3, multiple: true, accepted: true, at: end, &answers)
        #expect(sent(&backlog, at: end).isEmpty)
        #expect(backlog.isProbing)
    }

    @Test func pausesLongerAfterEachRefusal() throws {
        var backlog = PublisherBacklog()
        var answers = Answers()
        var now = Self.start
        var pauses: [Duration] = []
        for number in 1...12 {
            backlog.enqueue(pending(UInt64(number)))
            #expect(sent(&backlog, at: now) == [UInt64(number)])
            backlog.settle(tag: 0, multiple: true, accepted: false, at: now, &answers)
            guard case .pause(let end) = backlog.takeNext(at: now) else { continue }
            pauses.append(end.remaining(from: now))
            now = end
        }
        #expect(pauses.count == 12)
        #expect(try #require(pauses.first) <= .milliseconds(50))
        #expect(try #require(pauses.last) >= .milliseconds(2500))
        #expect(pauses.allSatisfy { $0 <= .seconds(5) })
    }

    @Test func forgetsARefusalWithTheConnection() {
        var backlog = PublisherBacklog()
        backlog.enqueue(pending(1))
        _ = sent(&backlog)
        var answers = Answers()
        backlog.settle(tag: 1, multiple: false, accepted: false, at: Self.start, &answers)
        let failed = backlog.connectionLost(&answers)
        #expect(failed == 0)
        #expect(!backlog.isProbing)
        #expect(backlog.statistics.reconnects == 1)
        #expect(backlog.statistics.unconfirmed == 0)
    }

    @Test func sendsUnconfirmedMessagesAgainInOrder() async {
        let order = Order()
        await order.publish(1...3) { backlog in
            var answers = Answers()
            #expect(sent(&backlog) == [1, 2, 3])
            backlog.settle(tag: 2, multiple: false, accepted: true, at: Self.start, &answers)
            let failed = backlog.connectionLost(&answers)
            #expect(failed == 0)
            #expect(sent(&backlog) == [1, 3])
            backlog.settle(tag: 0, multiple: true, accepted: true, at: Self.start, &answers)
            answers.send(to: nil)
        }
    }

    @Test func failsOnlyWhatTheBrokerFindsTooLarge() async {
        let error = RabbitMQError(.messageTooLarge, "too large")
        let results = await Order().publish(1...3, bytes: { $0 == 2 ? 100 : 10 }) { backlog in
            var answers = Answers()
            #expect(sent(&backlog) == [1, 2, 3])
            let failed = backlog.connectionLost(tooLarge: (limit: 50, error: error), &answers)
            #expect(failed == 1)
            #expect(sent(&backlog) == [1, 3])
            backlog.settle(tag: 0, multiple: true, accepted: true, at: Self.start, &answers)
            answers.send(to: nil)
        }
        #expect(results[2] == .failure(error))
        #expect(results[1] == .success)
        #expect(results[3] == .success)
    }
}

/// Callers that wait for a backlog, without a connection.
private actor Order {
    enum Outcome: Equatable {
        case success
        case failure(RabbitMQError)
    }

    private var backlog = PublisherBacklog()

    /// Enqueues calls with real continuations, lets `body` act as the broker, and returns the result of each call.
    @discardableResult
    func publish(
        _ numbers: ClosedRange<UInt64>, bytes: @Sendable @escaping (UInt64) -> Int = { _ in 10 },
        _ body: (inout PublisherBacklog) -> Void
    ) async -> [UInt64: Outcome] {
        await withTaskGroup(of: (UInt64, Outcome).self) { group in
            for number in numbers {
                group.addTask {
                    let result = await self.call(number, bytes: bytes(number))
                    if case .failure(let error) = result { return (number, .failure(error)) }
                    return (number, .success)
                }
            }
            while backlog.statistics.waiting < numbers.count { await Task.yield() }
            body(&backlog)
            var results: [UInt64: Outcome] = [:]
            for await (number, outcome) in group { results[number] = outcome }
            return results
        }
    }

    private func call(_ number: UInt64, bytes: Int) async -> Result<Void, RabbitMQError> {
        await withCheckedContinuation { caller in
            let message = Message(id: "\(number)", body: [UInt8](repeating: 0, count: bytes))
            backlog.enqueue(PendingPublish(number: number, message: message, queue: "q", caller: caller))
        }
    }
}
