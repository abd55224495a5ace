import Foundation
import LocalServers
import ServiceLogging
import Subprocess
import TestSupport
import Testing

/// The logs of services with passwords, right and wrong ones, at the most verbose level.
@Suite(.timeLimit(.minutes(3))) struct LogSecretsTests {
    private static let secret = "hunter2Secret"

    /// No line may contain a word of `secrets`; every JSON line is an object.
    private func expectNone(
        of secrets: [String], _ name: String, broker: String, database: String, until cue: String? = nil,
        format: LogFormat
    ) async throws {
        let program = try await Program.run(
            name, ["--log-level", "trace", "--log-format", format.rawValue],
            environment: ["RABBITMQ_URL": broker, "DATABASE_URL": database, "GRAPHQL_LISTEN": "127.0.0.1:0"],
            terminateWhenItSays: cue)
        let said = program.output + program.error
        #expect(!said.isEmpty)
        for secret in secrets { #expect(!said.contains(secret), "\(name) shows a password") }
        guard format == .json, program.status != .exited(2) else { return }
        for line in said.split(separator: "\n") {
            let fields = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            #expect(fields?["logger"] as? String == name)
            #expect(fields?["timestamp"] is String && fields?["level"] is String && fields?["message"] is String)
        }
    }

    @Test(arguments: LogFormat.allCases)
    func rightPasswordsAreNotLogged(_ format: LogFormat) async throws {
        try await TestServers.shared.withDatabase { database in
            try await TestBus.with { bus in
                let secrets = [bus.url, database].compactMap { URLComponents(string: $0)?.password }
                #expect(secrets.count == 2)
                for name in ExecutableTests.services {
                    // A loader does not start on a database without tables.
                    try await expectNone(
                        of: secrets, name, broker: bus.url, database: database,
                        until: name == "loader" ? nil : "connected to RabbitMQ", format: format)
                }
            }
        }
    }

    @Test(arguments: LogFormat.allCases)
    func wrongPasswordsAreNotLogged(_ format: LogFormat) async throws {
        try await TestServers.shared.withDatabase { database in
            try await TestBus.with { bus in
                let broker = bus.url.replacing(/:[^:@\/]+@/, with: ":\(Self.secret)@")
                let wrong = database.replacing(/:[^:@\/]+@/, with: ":\(Self.secret)@")
                #expect(broker.contains(Self.secret) && wrong.contains(Self.secret))
                for name in ExecutableTests.services {
                    try await expectNone(of: [Self.secret], name, broker: broker, database: wrong, format: format)
                }
                for name in ["loader", "graphql"] {
                    try await expectNone(of: [Self.secret], name, broker: bus.url, database: wrong, format: format)
                }
            }
        }
    }

    @Test(arguments: LogFormat.allCases)
    func passwordsForHostsThatAreNotThereAreNotLogged(_ format: LogFormat) async throws {
        for host in ["127.0.0.1:1", "no-such-host.invalid"] {
            for name in ExecutableTests.services {
                try await expectNone(
                    of: [Self.secret], name, broker: "amqp://user:\(Self.secret)@\(host)/",
                    database: "postgresql://user:\(Self.secret)@\(host)/etl",
                    until: name == "loader" ? "The database is unavailable" : "no connection to RabbitMQ",
                    format: format)
            }
        }
    }

    @Test(arguments: [
        "amqp://user:\(secret)%zz@h/", "amqp:/user:\(secret)@h/", "user:\(secret)@h", "amqp://user:\(secret)/x@h/",
        "amqp://user:x/\(secret)@h/", "amqp://user:\(secret)@h:port/", "amqp://user:\(secret)@h/?heartbeat=\(secret)",
        "amqp://user:x?\(secret)@h/",
    ])
    func passwordsInBrokerURLsThatAreNoneAreNotSaid(_ url: String) async throws {
        for name in ExecutableTests.services {
            try await expectNone(
                of: [Self.secret], name, broker: url, database: "postgresql://h/", until: "no connection", format: .json
            )
        }
    }

    @Test(arguments: [
        "postgresql://user:\(secret)%zz@h/db", "postgresql://user:\(secret)/x@127.0.0.1/db",
        "postgresql://user:12/\(secret)@127.0.0.1:1/db",
        "postgresql:/user:\(secret)@h/db",
        "postgresql://user:\(secret)@127.0.0.1:port/db", "postgresql://user:\(secret)@h/db?nonsense=\(secret)",
        "host=127.0.0.1 password='\(secret)", "host=127.0.0.1 password=x \(secret)", "password=\(secret) nonsense=1",
        "postgresql://user:x?\(secret)@127.0.0.1:1/db", "postgresql://user:x@\(secret)@127.0.0.1:1/db",
        "postgresql://user:[\(secret)@127.0.0.1:1/db", "postgresql://user:x#\(secret)@127.0.0.1:1/db",
    ])
    func passwordsInDatabaseURLsThatAreNoneAreNotSaid(_ url: String) async throws {
        try await TestBus.with { bus in
            try await expectNone(
                of: [Self.secret], "loader", broker: bus.url, database: url, until: "The database is unavailable",
                format: .json)
            try await expectNone(
                of: [Self.secret], "graphql", broker: bus.url, database: url, until: "The database is unavailable",
                format: .json)
        }
    }
}
