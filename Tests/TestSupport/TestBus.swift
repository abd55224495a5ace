package import Bus
import LocalServers
package import Logging
package import RabbitMQ
package import Runtime
package import ServiceLifecycle
import ServiceSettings

/// A virtual host with the system's queues, and methods for tests to use them.
package struct TestBus: Sendable {
    /// The broker's URL with the virtual host.
    package let url: String
    package let configuration: RabbitMQConfiguration
    /// The publisher runs as long as the body of ``with(_:)``.
    package let publisher: RabbitMQPublisher
    package let logs = LogCollector()

    /// Gives `body` an empty virtual host with the system's queues.
    package static func with(_ body: @Sendable @escaping (TestBus) async throws -> Void) async throws {
        try await TestServers.shared.withVirtualHost { try await with(url: $0, body) }
    }

    /// The same in a virtual host of a test's own broker.
    package static func with(url: String, _ body: @Sendable @escaping (TestBus) async throws -> Void) async throws {
        let configuration = try RabbitMQConfiguration(url: url)
        let quiet = Logger(label: "bus") { _ in SwiftLogNoOpLogHandler() }
        let publisher = RabbitMQPublisher(configuration: configuration, queues: Stage.queues, logger: quiet)
        let bus = TestBus(url: url, configuration: configuration, publisher: publisher)
        try await withThrowingTaskGroup { group in
            group.addTask { try await publisher.run() }
            try await body(bus)
            group.cancelAll()
        }
    }

    package var virtualHost: String { configuration.virtualHost }

    /// A logger for services.
    package var logger: Logger { logs.logger }

    /// Settings with the broker's URL.
    package func settings(_ stage: Stage, workers: Int, prefetch: Int, together: Int = 1) async throws -> StageSettings
    {
        let flags: [SettingKey: String?] = [.brokerURL: url, .prefetch: "\(prefetch)"]
        let settings = try await Settings(flags: flags, file: nil, environment: [:])
        return try StageSettings(
            stage, settings,
            defaults: StageDefaults(workers: workers, prefetchPerWorker: 1, deliveriesPerWorker: together))
    }

    /// Takes `count` messages out of a queue, and waits for them.
    package func take(_ count: Int, from queue: String) async throws -> [Delivery] {
        let quiet = Logger(label: "bus") { _ in SwiftLogNoOpLogHandler() }
        let consumer = RabbitMQConsumer(
            configuration: configuration, queue: queue, queues: Stage.queues, prefetch: min(count, 100),
            maximumBodyBytes: Message.maximumBodyBytes, logger: quiet)
        return try await consumer.take(count)
    }

    /// The number of ready messages in a queue.
    package func depth(of queue: String) async throws -> Int {
        let browser = try await RabbitMQBrowser.connect(configuration)
        let depth = try await browser.depth(of: queue)
        await browser.close()
        return depth?.ready ?? 0
    }

    /// Waits until a queue has `count` ready messages.
    package func wait(until queue: String, holds count: Int) async throws {
        while try await depth(of: queue) != count { try await Task.sleep(for: .milliseconds(20)) }
    }

    /// Runs a service while `body` runs, then shuts it down gracefully, and waits for its end.
    package func running<Value: Sendable>(
        _ service: any Service, _ body: (ServiceGroup) async throws -> Value
    ) async throws -> Value {
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)],
                logger: Logger(label: "group") { _ in SwiftLogNoOpLogHandler() }))
        return try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            let value = try await body(group)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return value
        }
    }

    /// Makes the broker close every connection to the virtual host, the bus's own too.
    package func closeConnections() async throws {
        let host = #"[{vhost, <<"\#(virtualHost)">>}]"#
        try await TestServers.shared.rabbitMQ.evaluate(
            // A connection of another test may close between the listing and this call.
            "[rabbit_networking:close_connection(P, \"test\") || P <- rabbit_networking:connections(), "
                + "(catch rabbit_networking:connection_info(P, [vhost])) =:= \(host)]")
    }

    /// Deletes a queue with its content.
    package func deleteQueue(_ name: String) async throws {
        _ = try await TestServers.shared.rabbitMQ.control(["delete_queue", name, "--vhost", virtualHost])
    }

    /// Makes the broker itself publish a message of zeros, of any size and with any properties, as an Erlang list.
    package func publishForeign(bytes: Int, _ properties: String = "[]", to queue: String) async throws {
        let exchange = #"rabbit_misc:r(<<"\#(virtualHost)">>, exchange, <<>>)"#
        let arguments = #"\#(exchange), <<"\#(queue)">>, \#(properties), binary:copy(<<0>>, \#(bytes))"#
        try await TestServers.shared.rabbitMQ.evaluate("ok = rabbit_basic:publish(\(arguments))")
    }
}
