import Foundation
import LocalServers
import Subprocess
import Testing

/// What the real programs say of servers on other machines without TLS. Nobody answers at the addresses of this suite.
@Suite(.timeLimit(.minutes(2))) struct RequiredTLSTests {
    private let broker = "amqp://me:hunter2@broker.invalid/"
    private let database = "postgresql://me:hunter2@database.invalid/etl"

    @Test(arguments: ExecutableTests.services)
    func aServiceRefusesABrokerWithoutIt(name: String) async throws {
        let flagged = try await Program.run(name, ["--broker", broker, "--require-tls"])
        let set = try await Program.run(name, ["--broker", broker], environment: ["ETL_REQUIRE_TLS": "on"])
        for program in [flagged, set] {
            #expect(program.status == .exited(2))
            #expect(program.error.contains("broker at broker.invalid") && program.error.contains("amqps://"))
            #expect(!program.error.contains("hunter2"))
        }
    }

    @Test(arguments: ["loader", "graphql", "etl"])
    func aDatabaseWithoutItIsRefused(name: String) async throws {
        let arguments = (name == "etl" ? ["status"] : []) + ["--database", database, "--require-tls"]
        let program = try await Program.run(
            name, arguments, environment: name == "loader" ? ["RABBITMQ_URL": "amqp://127.0.0.1:1/"] : [:])
        #expect(program.status == .exited(2), "\(program.error)")
        #expect(program.error.contains("database at database.invalid") && program.error.contains("sslmode"))
        #expect(!program.error.contains("hunter2"))
    }

    @Test func theSettingsOfAServiceFileCount() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "services-\(UUID().uuidString)")
        try Data("[elsewhere]\nhost=database.invalid\ndbname=etl\n".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let program = try await Program.run(
            "graphql", ["--database", "service=elsewhere", "--require-tls"],
            environment: ["PGSERVICEFILE": file.path])
        #expect(program.status == .exited(2))
        #expect(program.error.contains("database at database.invalid"))
    }

    @Test func aServiceWarnsOnceOfABrokerWithoutIt() async throws {
        let program = try await Program.run(
            "transformer", ["--broker", broker], terminateWhenItSays: "broker.invalid:5672")
        #expect(program.error.components(separatedBy: "without TLS").count == 2, "\(program.error)")
        #expect(!program.error.contains("hunter2"))
    }

    @Test func etlWarnsOfADatabaseWithoutItUnlessTheOperatorAcceptsIt() async throws {
        let warned = try await Program.run("etl", ["status", "--database", database])
        #expect(warned.error.contains("The database at database.invalid is on another machine"))
        #expect(!warned.error.contains("hunter2"))
        let accepted = try await Program.run(
            "etl", ["status", "--database", database], environment: ["ETL_REQUIRE_TLS": "off"])
        #expect(!accepted.error.contains("without TLS"))
    }
}
