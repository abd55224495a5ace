import LocalServers
import RabbitMQ
import Subprocess
import TestSupport
import Testing

/// The output and the exit codes of the real programs.
@Suite(.timeLimit(.minutes(2))) struct ExecutableTests {
    static let services = ["extractor", "transformer", "loader"]

    @Test(arguments: services + ["graphql", "etl"])
    func helpIsNoFailure(name: String) async throws {
        let program = try await Program.run(name, ["--help"])
        #expect(program.status == .exited(0))
        #expect(program.error.isEmpty)
        #expect(program.output.contains("USAGE: \(name)"))
        #expect(program.output.contains("--help"))
    }

    @Test(arguments: services)
    func helpNamesTheVariablesOfTheEnvironment(name: String) async throws {
        let program = try await Program.run(name, ["--help"])
        for variable in ["RABBITMQ_URL", "RABBITMQ_URL_FILE", "ETL_WORKERS", "ETL_PREFETCH", "HTTP_PORT", "LOG_LEVEL"] {
            #expect(program.output.contains(variable))
        }
        #expect(program.output.contains("SIGTERM"))
        #expect(program.output.contains("etl.\(name.replacing(/er$|or$/, with: ""))"))
    }

    @Test(arguments: services + ["graphql", "etl"])
    func wrongOptionsAreWrongUsage(name: String) async throws {
        let program = try await Program.run(name, ["--nonsense"])
        #expect(program.status == .exited(2))
        #expect(program.output.isEmpty)
        #expect(program.error.contains("--nonsense"))
        #expect(program.error.contains("Usage: \(name)"))
    }

    @Test(arguments: services)
    func wrongSettingsAreWrongUsage(name: String) async throws {
        let missing = try await Program.run(name, [])
        #expect(missing.status == .exited(2))
        #expect(missing.error.hasPrefix("\(name): no broker is set"))
        #expect(missing.error.contains("\(name) --help"))
        let wrong = try await Program.run(name, ["--broker", "amqp://h/"], environment: ["ETL_WORKERS": "many"])
        #expect(wrong.status == .exited(2))
        #expect(wrong.error.hasPrefix("\(name): ETL_WORKERS is “many”"))
        let text = try await Program.run(name, ["--workers", "many"])
        #expect(text.status == .exited(2))
        let url = try await Program.run(name, [], environment: ["RABBITMQ_URL": "amqp://u:hunter2%zz@h/"])
        #expect(url.status == .exited(2))
        #expect(!url.error.contains("hunter2"))
    }

    @Test func aMissingSourceRootIsAConfigurationFault() async throws {
        let flagged = try await Program.run(
            "extractor", ["--broker", "amqp://h/", "--source-root", "/", "--source-root", "/no/such/root"])
        let set = try await Program.run(
            "extractor", ["--broker", "amqp://h/"], environment: ["ETL_SOURCE_ROOTS": "/:/no/such/root"])
        for program in [flagged, set] {
            #expect(program.status == .exited(2))
            #expect(program.error.hasPrefix("extractor: the source root “/no/such/root”: the directory does not exist"))
            #expect(program.error.contains("--source-root") && program.error.contains("ETL_SOURCE_ROOTS"))
        }
        let empty = try await Program.run("extractor", ["--broker", "amqp://h/", "--source-root", ""])
        #expect(empty.status == .exited(2))
    }

    @Test(arguments: services)
    func aRefusedLoginIsToldInOneLine(name: String) async throws {
        try await TestBus.with { bus in
            let url = bus.url.replacing(/:[^:@\/]+@/, with: ":hunter2@")
            let program = try await Program.run(
                name, ["--log-level", "critical"], environment: ["RABBITMQ_URL": url])
            #expect(program.status == .exited(1))
            #expect(program.output.isEmpty)
            #expect(program.error.hasPrefix("\(name): "))
            #expect(program.error.split(separator: "\n").count == 1)
            #expect(program.error.contains("login") || program.error.contains("password"))
            #expect(!program.error.contains("hunter2"))
        }
    }

    @Test func aQueueOfAnotherMakeIsToldInOneLine() async throws {
        try await TestBus.with { bus in
            // Only a confirm proves that the bus has declared its queues.
            try await bus.publisher.publish(Message(id: "m", body: []), to: "etl.load.dead")
            try await bus.deleteQueue("etl.load")
            let browser = try await RabbitMQBrowser.connect(bus.configuration)
            try await browser.declare([
                Queue(name: "etl.load", maxLengthBytes: 1, deliveryLimit: 1, deadLetterQueue: nil)
            ])
            await browser.close()
            let program = try await Program.run("transformer", ["--broker", bus.url, "--log-level", "critical"])
            #expect(program.status == .exited(1))
            #expect(program.error.hasPrefix("transformer: queue etl.load"))
            #expect(program.error.contains("rabbitmqctl delete_queue etl.load"))
            #expect(program.error.split(separator: "\n").count == 1)
        }
    }

    @Test(arguments: services)
    func sigtermIsNoFailure(name: String) async throws {
        try await TestBus.with { bus in
            let program = try await Program.run(
                name, ["--broker", bus.url], terminateWhenItSays: "connected to RabbitMQ")
            #expect(program.status == .exited(0))
            #expect(program.output.isEmpty)
            #expect(!program.error.contains(" error \(name)"))
        }
    }

    @Test func sigtermIsNoFailureWithoutABroker() async throws {
        let program = try await Program.run(
            "extractor", ["--broker", "amqp://127.0.0.1:1/"], terminateWhenItSays: "no connection to RabbitMQ")
        #expect(program.status == .exited(0))
    }
}
