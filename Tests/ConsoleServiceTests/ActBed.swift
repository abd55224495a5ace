import Bus
import ETLModels
import Ledger
import Postgres
import RabbitMQ
import ServiceSettings
import TestSupport
import Testing

@testable import ConsoleService

/// The servers of a test, with a source that is under way, and a console with an operator.
struct ActBed: Sendable {
    let bus: TestBus
    let database: PostgresConnection
    let console: OpenConsole
    let entry: SourceEntry
    /// Those of the console.
    let settings: [SettingKey: String?]

    static let entry = SourceEntry(
        id: SourceID(uri: "/a.csv", size: 1, modified: 0), uri: "/a.csv", kind: .tokens, format: "csv",
        columns: ["address"], bytes: 100, modified: 1_500_000_000, batchRecords: 1000)

    static func with(
        _ more: [SettingKey: String?] = [:], _ body: @escaping @Sendable (ActBed) async throws -> Void
    ) async throws {
        try await TestBus.with { bus in
            try await TestServers.shared.withDatabase { url in
                let database = try await PostgresConnection.connect(
                    PostgresConfiguration(url: url, applicationName: "tests"))
                try await Migrator.migrate(on: database)
                _ = try await SourceTable.register([entry], on: database)
                try await SourceTable.markSubmitted([entry.id], on: database)
                let usual: [SettingKey: String?] = [.brokerURL: bus.url, .databaseURL: url, .consoleOperator: "on"]
                let settings = usual.merging(more) { $1 }
                try await OpenConsole.serving(settings) { console in
                    try await body(
                        ActBed(bus: bus, database: database, console: console, entry: entry, settings: settings))
                }
                await database.close()
            }
        }
    }

    func kill(_ sequence: Int, reason: String = "checksum-mismatch", replays: Int64 = 0) async throws {
        let headers: [String: HeaderValue] = [
            MessageHeader.reason: .string(reason), MessageHeader.error: .string("why"),
            MessageHeader.source: .string("\(entry.id)"), MessageHeader.uri: .string(entry.uri),
            MessageHeader.sequence: .integer(Int64(sequence)), MessageHeader.records: .integer(10),
            MessageHeader.replays: .integer(replays),
        ]
        let message = Message(id: "\(entry.id)/\(sequence)", headers: headers, body: [1, 2, 3])
        try await bus.publisher.publish(message, to: Stage.load.deadLetterQueue)
    }

    /// The secret of the form on a preview.
    func form(_ path: String, until text: String) async throws -> String {
        try Self.form(on: try await console.page(path, until: text))
    }

    static func form(on page: OpenConsole.Page) throws -> String {
        String(try #require(page.body.firstMatch(of: /name="form" value="([0-9a-f]{64})"/), "\(page.body)").1)
    }

    func actions() async throws -> [LoggedAction] {
        try await ActionTable.actions(limit: 9, on: database)
    }
}
