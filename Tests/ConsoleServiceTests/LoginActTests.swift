import Bus
import ETLModels
import Ledger
import Postgres
import RabbitMQ
import ServiceSettings
import TestSupport
import Testing

@testable import ConsoleService

/// What the log of actions has of somebody who has logged in, beside real servers.
@Suite(.serialized, .timeLimit(.minutes(3))) struct LoginActTests {
    @Test func theLogHasTheNameOfTheLogin() async throws {
        try await TestBus.with { bus in
            try await TestServers.shared.withDatabase { url in
                let database = try await PostgresConnection.connect(
                    PostgresConfiguration(url: url, applicationName: "tests"))
                try await Migrator.migrate(on: database)
                let letter = Message(id: "a", headers: [MessageHeader.reason: .string("why")], body: [1])
                try await bus.publisher.publish(letter, to: Stage.load.deadLetterQueue)
                let settings: [SettingKey: String?] = [
                    .brokerURL: bus.url, .databaseURL: url, .consoleOperator: "on",
                ]
                try await Door.withLogins(settings) { door, _ in
                    let cookie = try #require(try await door.logIn("ana").cookie)
                    let preview = try await Self.preview(door, cookie)
                    // The first form of the page logs out.
                    let forms = preview.matches(of: /name="form" value="([0-9a-f]{64})"/).map { String($0.1) }
                    try #require(forms.count == 2 && forms[0] != forms[1])
                    #expect(try await door.send("/dead/replay", cookie: cookie, form: "form=\(forms[0])").status == 409)
                    let sent = try await door.send("/dead/replay", cookie: cookie, form: "form=\(forms[1])&reason=x")
                    #expect(sent.status == 303 && sent.header("Location") == "/log/1", "\(sent)")
                }
                let actions = try await ActionTable.actions(limit: 9, on: database)
                #expect(actions.map(\.actor) == ["ana"] && actions.map(\.knownBy) == ["login"])
                #expect(actions.map(\.address) == ["127.0.0.1"])
                await database.close()
            }
        }
    }

    private static func preview(_ door: Door, _ cookie: String) async throws -> String {
        for _ in 0..<600 {
            let page = try await door.ask("/dead/replay", cookie: cookie)
            if page.body.contains("Replay this letter") { return page.body }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw CancellationError()
    }
}
