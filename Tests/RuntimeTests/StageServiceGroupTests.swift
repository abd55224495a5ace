import Bus
import RabbitMQ
import Runtime
import ServiceLogging
import TestSupport
import Testing

/// The groups that a worker receives, with a window longer than any test.
@Suite(.timeLimit(.minutes(2))) struct StageServiceGroupTests {
    private struct GroupHandler: StageHandler {
        let groups: Events<[String]>

        func workBytes(of delivery: Delivery) -> Int { delivery.body.count }

        func handle(_ deliveries: [Delivery]) async -> [Result<Void, StageError>] {
            groups.add(deliveries.map(\.id))
            return deliveries.map { _ in .success(()) }
        }
    }

    private static func service(
        _ bus: TestBus, workers: Int, prefetch: Int, together: Int, _ groups: Events<[String]>
    ) async throws -> StageService<GroupHandler> {
        var settings = try await bus.settings(.transform, workers: workers, prefetch: prefetch, together: together)
        settings.gathering = GatheringWindow(silence: .seconds(3600), total: .seconds(3600))
        let publisher = RabbitMQPublisher(configuration: settings.broker, queues: Stage.queues, logger: bus.logger)
        return StageService(settings, publisher: publisher, logger: bus.logger) { GroupHandler(groups: groups) }
    }

    @Test func givesEachWorkerAWholeGroup() async throws {
        try await TestBus.with { bus in
            let groups = Events<[String]>()
            let service = try await Self.service(bus, workers: 2, prefetch: 9, together: 3, groups)
            try await bus.running(service) { _ in
                try await StageServiceTests.publish((1...12).map(String.init), bus)
                await groups.wait(for: 4)
            }
            let numbers = groups.all.map { $0.compactMap { Int($0) } }.sorted { $0[0] < $1[0] }
            #expect(numbers == [[1, 2, 3], [4, 5, 6], [7, 8, 9], [10, 11, 12]])
            #expect(try await bus.depth(of: "etl.transform") == 0)
        }
    }

    @Test func handlesAnIncompleteGroupWhenItIsToStop() async throws {
        try await TestBus.with { bus in
            let groups = Events<[String]>()
            let service = try await Self.service(bus, workers: 2, prefetch: 9, together: 3, groups)
            try await bus.running(service) { _ in
                try await StageServiceTests.publish((1...5).map(String.init), bus)
                await groups.wait(for: 1)
                try await bus.wait(until: "etl.transform", holds: 0)
            }
            // Deliveries that arrive during the shutdown may come one by one.
            #expect(groups.all.first == ["1", "2", "3"])
            #expect(groups.all.joined().elementsEqual(["1", "2", "3", "4", "5"]))
            #expect(try await bus.depth(of: "etl.transform") == 0)
        }
    }

    @Test func neverKeepsAWorkerWaitingThatTakesOneAtATime() async throws {
        try await TestBus.with { bus in
            let groups = Events<[String]>()
            let service = try await Self.service(bus, workers: 2, prefetch: 9, together: 1, groups)
            try await bus.running(service) { _ in
                try await StageServiceTests.publish(["1"], bus)
                await groups.wait(for: 1)
            }
            #expect(groups.all == [["1"]])
        }
    }
}
