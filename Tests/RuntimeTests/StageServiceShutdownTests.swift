import Bus
import RabbitMQ
import Runtime
import ServiceLifecycle
import ServiceLogging
import ServiceSettings
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct StageServiceShutdownTests {
    @Test func finishesWhatIsInHandAndTakesNothingMore() async throws {
        try await TestBus.with { bus in
            try await StageServiceTests.publish(["1", "2", "3"], bus)
            let seen = Events<Bool>()
            let gate = Gate()
            let service = try await StageServiceTests.service(bus) { _ in
                seen.add(Task.isShuttingDownGracefully)
                // A worker is a child task of the service, and gets the shutdown signal too.
                await withGracefulShutdownHandler {
                    await gate.pass()
                } onGracefulShutdown: {
                    gate.open()
                }
                seen.add(Task.isShuttingDownGracefully)
                return .success(())
            }
            try await bus.running(service) { _ in await seen.wait(for: 1) }
            #expect(seen.all == [false, true])
            #expect(try await bus.depth(of: "etl.transform") == 2)
            #expect(try await bus.take(2, from: "etl.transform").map(\.redelivered) == [false, false])
        }
    }

    @Test func givesBackWhatItHolds() async throws {
        try await TestBus.with { bus in
            try await StageServiceTests.publish(["1"], bus)
            let seen = Events<Int>()
            let service = try await StageServiceTests.service(bus) { delivery in
                seen.add(0)
                return .failure(StageServiceTests.down)
            }
            try await bus.running(service) { _ in await seen.wait(for: 4) }
            let again = try await bus.take(1, from: "etl.transform")
            #expect(again.first?.redelivered == true)
            #expect(seen.all.count <= 5)
        }
    }

    @Test func endsWithoutHavingHadAnythingToDo() async throws {
        try await TestBus.with { bus in
            let service = try await StageServiceTests.service(bus) { _ in .success(()) }
            try await bus.running(service) { _ in }
        }
    }

    @Test func endsWhileTheBrokerIsAway() async throws {
        let settings = try await Settings(
            flags: [.brokerURL: "amqp://u:p@127.0.0.1:1/"], file: nil, environment: [:])
        let logs = LogCollector()
        let stage = try StageSettings(.load, settings, defaults: StageDefaults(workers: 1, prefetchPerWorker: 1))
        let publisher = RabbitMQPublisher(configuration: stage.broker, queues: Stage.queues, logger: logs.logger)
        let service = StageService(stage, publisher: publisher, logger: logs.logger) {
            ScriptedHandler { _ in .success(()) }
        }
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)],
                logger: logs.logger))
        async let run: Void = group.run()
        while logs.lines("no connection to RabbitMQ, retrying").isEmpty {
            try await Task.sleep(for: .milliseconds(10))
        }
        await group.triggerGracefulShutdown()
        try await run
    }

    @Test func letsGoOfWhatIsStaleWhenItsHandlerWouldNotEnd() async throws {
        try await TestBus.with { bus in
            try await StageServiceTests.publish(["1"], bus)
            let seen = Events<Int>()
            let never = Gate()
            let service = try await StageServiceTests.service(bus) { _ in
                // Stands for publishing to a broker that is down: only cancellation ends it.
                if seen.add(0) == 1 { await never.pass() }
                return .success(())
            }
            try await bus.running(service) { group in
                await seen.wait(for: 1)
                await group.triggerGracefulShutdown()
                try await bus.closeConnections()
            }
            #expect(try await bus.take(1, from: "etl.transform").first?.redelivered == true)
        }
    }

    @Test func aRefusedLoginEndsTheServiceWithItsError() async throws {
        try await TestBus.with { bus in
            let url = bus.url.replacing(/:[^:@\/]+@/, with: ":wrong@")
            let settings = try await Settings(flags: [.brokerURL: url], file: nil, environment: [:])
            let stage = try StageSettings(.load, settings, defaults: StageDefaults(workers: 2, prefetchPerWorker: 1))
            let publisher = RabbitMQPublisher(configuration: stage.broker, queues: Stage.queues, logger: bus.logger)
            let service = StageService(stage, publisher: publisher, logger: bus.logger) {
                ScriptedHandler { _ in .success(()) }
            }
            let error = await #expect(throws: RabbitMQError.self) { try await service.run() }
            #expect(error?.code == .loginRefused)
            #expect(error?.description.contains("wrong") == false)
        }
    }
}
