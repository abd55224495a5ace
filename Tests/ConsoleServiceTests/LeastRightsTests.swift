import Bus
import Foundation
import Ledger
import LocalServers
import NIOHTTP1
import Postgres
import RabbitMQ
import ServerAccess
import ServiceSettings
import TestSupport
import Testing

@testable import ConsoleService

/// The console with the users that the Compose stack gives it.
@Suite(.serialized, .timeLimit(.minutes(3))) struct LeastRightsTests {
    /// What `docker/rabbitmq/permissions.json` gives the console: to configure, write and read.
    private static func patterns() throws -> [String] {
        struct File: Decodable {
            struct Permission: Decodable {
                let user: String
                let configure: String
                let write: String
                let read: String
            }
            let permissions: [Permission]
        }
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docker/rabbitmq/permissions.json")
        let all = try JSONDecoder().decode(File.self, from: Data(contentsOf: file)).permissions
        let own = try #require(all.first { $0.user == "console" })
        return [own.configure, own.write, own.read]
    }

    @Test("It looks at everything, replays, and may do nothing else, with the rights of the stack")
    func looksAndReplays() async throws {
        try await ActBed.with { bed in
            let user = try await Self.addUser(Self.patterns(), bed.bus)
            try await bed.database.execute(
                "CREATE ROLE \"\(user)\" LOGIN PASSWORD 'secret' IN ROLE etl_console")
            let settings: [SettingKey: String?] = [
                .brokerURL: Self.url(bed.bus.url, user),
                .databaseURL: Self.url(bed.settings[.databaseURL]??.description ?? "", user),
                .consoleOperator: "on",
            ]
            try await OpenConsole.serving(settings) { console in
                try await bed.kill(7)
                let dead = try await console.page("/dead", until: "checksum-mismatch")
                #expect(dead.status == 200)
                for path in ["/", "/sources", "/sources/\(bed.entry.id)", "/rejects?reason=x", "/log"] {
                    #expect(try await console.page(path).status == 200, "\(path)")
                }
                #expect(try await console.page("/coverage", until: "were looked at").status == 200)
                let letter = try #require(dead.body.firstMatch(of: /href="(\/dead\/[0-9a-f]{16})"/)).1
                #expect(try await console.page("\(letter)?whole=1").body.contains("etl-sequence"))
                let form = try ActBed.form(on: try await console.page("/dead/replay?stage=load"))
                let answer = try await console.send("/dead/replay", form: form, reason: "why")
                #expect(answer.status == 303)
                let path = try #require(answer.headers.first(name: "location"))
                let action = try await console.page(path, until: "done: 1 dead letter")
                #expect(action.body.contains("done: 1 dead letter"), "\(action.body)")
                try await bed.bus.wait(until: Stage.load.workQueue, holds: 1)
            }
            try await bed.database.execute("DROP OWNED BY \"\(user)\"; DROP ROLE \"\(user)\"")
            try await Self.delete(user)
        }
    }

    @Test func whoMayOnlyPublishMaySubmit() async throws {
        try await TestBus.with { bus in
            let user = try await Self.addUser(["^$", "^amq\\.default$", "^$"], bus)
            let settings = try await Settings(
                flags: [.brokerURL: Self.url(bus.url, user)], file: nil, environment: [:])
            let broker = try #require(try Servers.namedBroker(by: settings))
            try await broker.requireBroker()
            try await bus.deleteQueue(Stage.load.workQueue)
            let failed = await #expect(throws: RabbitMQError.self) { try await broker.requireBroker() }
            #expect(
                failed?.code == .accessRefused && failed?.message.contains("etl migrate") == true,
                "\(String(describing: failed))")
            try await Self.delete(user)
        }
    }

    /// - Parameter patterns: what the user may configure, write and read.
    private static func addUser(_ patterns: [String], _ bus: TestBus) async throws -> String {
        let broker = try await TestServers.shared.rabbitMQ
        let user = "user-\(UInt32.random(in: 0 ... .max))"
        try await broker.control(["add_user", user, "secret"])
        try await broker.control(["set_permissions", "-p", bus.virtualHost, user] + patterns)
        return user
    }

    private static func delete(_ user: String) async throws {
        try await TestServers.shared.rabbitMQ.control(["delete_user", user])
    }

    /// The same address with another user, whose password is `secret`.
    private static func url(_ url: String, _ user: String) -> String {
        url.replacing(/:\/\/[^@\/]*@/, with: "://\(user):secret@")
    }
}
