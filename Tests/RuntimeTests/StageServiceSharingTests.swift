import RabbitMQ
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct StageServiceSharingTests {
    @Test func holdsNoMoreThanThePrefetch() async throws {
        try await TestBus.with { bus in
            try await StageServiceTests.publish((0..<20).map { "\($0)" }, bus)
            let started = Events<String>()
            let gate = Gate()
            let atOnce = Mutex((now: 0, most: 0))
            let service = try await StageServiceTests.service(bus, workers: 2, prefetch: 5, together: 1) { delivery in
                atOnce.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
                started.add(delivery.id)
                await gate.pass()
                atOnce.withLock { $0.now -= 1 }
                return .success(())
            }
            try await bus.running(service) { _ in
                await started.wait(for: 2)
                try await bus.wait(until: "etl.transform", holds: 15)
                // Further deliveries would have arrived by now: the broker answers in order.
                #expect(try await bus.depth(of: "etl.transform") == 15)
                gate.open()
                await started.wait(for: 20)
            }
            #expect(atOnce.withLock { $0.most } == 2)
            #expect(try await bus.depth(of: "etl.transform") == 0)
        }
    }

    @Test func servicesShareAQueueWithoutDoubling() async throws {
        try await TestBus.with { bus in
            let ids = (0..<60).map { "\($0)" }
            try await StageServiceTests.publish(ids, bus)
            let seen = Events<(service: Int, id: String)>()
            let halves = [Gate(), Gate()]
            let services = try await [0, 1].asyncMap { number in
                try await StageServiceTests.service(bus, prefetch: 2) { delivery in
                    seen.add((number, delivery.id))
                    // Each service waits until both have had a delivery.
                    halves[number].open()
                    await halves[1 - number].pass()
                    return .success(())
                }
            }
            try await bus.running(services[0]) { _ in
                try await bus.running(services[1]) { _ in await seen.wait(for: 60) }
            }
            #expect(seen.all.map(\.id).sorted() == ids.sorted())
            #expect(Set(seen.all.map(\.service)) == [0, 1])
            #expect(try await bus.depth(of: "etl.transform") == 0)
        }
    }

    @Test func handlesAgainWhatItHadWhenTheConnectionWasLost() async throws {
        try await TestBus.with { bus in
            try await StageServiceTests.publish(["a", "b"], bus)
            let seen = Events<(id: String, redelivered: Bool)>()
            let gate = Gate()
            let service = try await StageServiceTests.service(bus, workers: 2, prefetch: 2) { delivery in
                if seen.add((delivery.id, delivery.redelivered)) <= 2 { await gate.pass() }
                return .success(())
            }
            try await bus.running(service) { _ in
                await seen.wait(for: 2)
                try await bus.closeConnections()
                while bus.logs.lines("no connection to RabbitMQ, retrying").isEmpty {
                    try await Task.sleep(for: .milliseconds(10))
                }
                // These acks belong to a lost connection.
                gate.open()
                await seen.wait(for: 4)
            }
            #expect(seen.all.map(\.id).sorted() == ["a", "a", "b", "b"])
            #expect(seen.all.map(\.redelivered) == [false, false, true, true])
            #expect(try await bus.depth(of: "etl.transform") == 0)
            #expect(try await bus.depth(of: "etl.transform.dead") == 0)
        }
    }
}

extension Sequence {
    fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async throws -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
