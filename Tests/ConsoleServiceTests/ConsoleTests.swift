import AsyncHTTPClient
import Bus
import DatabaseHealth
import ETLModels
import Foundation
import Ledger
import Logging
import NIOCore
import NIOHTTP1
import Postgres
import RabbitMQ
import ServerAccess
import ServiceLifecycle
import ServiceSettings
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import ConsoleService

/// The service beside real servers.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ConsoleTests {
    /// A name that would run a script, and turn the text behind it, if a page took it as it is.
    private static let name = "/exports/\"\u{301} onfocus=alert(1) <img src=x>\u{202E}.csv"

    private let entry = SourceEntry(
        id: SourceID(uri: Self.name, size: 1, modified: 0), uri: Self.name, kind: .tokens, format: "csv",
        columns: ["address"],
        bytes: 100, modified: 1_500_000_000, batchRecords: 1000)

    private func fill(_ url: String) async throws {
        let connection = try await PostgresConnection.connect(PostgresConfiguration(url: url, applicationName: "tests"))
        try await Migrator.migrate(on: connection)
        _ = try await SourceTable.register([entry], on: connection)
        try await SourceTable.markSubmitted([entry.id], on: connection)
        try await connection.execute(
            """
            INSERT INTO etl.rejects (source_id, sequence, record_number, reason, field, raw)
            VALUES ('\(entry.id)', 0, 7, 'not-hex', 'address', '</code><script>alert(1)</script>')
            """)
        let action = ActionEntry(
            actor: "<b>ana</b>", knownBy: .system, address: "host", verb: "dead-letters replay", selection: "--all")
        _ = try await ActionTable.begin(action, on: connection)
        await connection.close()
    }

    private func withConsole(_ body: @escaping @Sendable (OpenConsole) async throws -> Void) async throws {
        try await TestBus.with { bus in
            try await TestServers.shared.withDatabase { url in
                try await fill(url)
                try await bus.publisher.publish(
                    Message(
                        id: "<i>",
                        headers: [
                            MessageHeader.reason: .string("<u>why</u>"), MessageHeader.error: .string("'\u{301}>"),
                            MessageHeader.source: .string("\(entry.id)"), MessageHeader.uri: .string(Self.name),
                        ], body: [1]), to: Stage.load.deadLetterQueue)
                try await OpenConsole.serving([.brokerURL: bus.url, .databaseURL: url], body)
            }
        }
    }

    @Test func everyPageIsShownAndNothingForeignIsMarkup() async throws {
        try await withConsole { console in
            _ = try await console.page("/dead", until: "why")
            let letter = try #require(try await console.page("/dead").body.firstMatch(of: /href="(\/dead\/[0-9a-f]+)"/))
                .1
            let paths = [
                "/", "/sources", "/sources?state=incomplete", "/sources/\(entry.id)", "/coverage",
                "/coverage?kind=tokens", "/rejects",
                "/rejects?reason=not-hex", "/dead", "/dead?stage=load&reason=%3Cu%3Ewhy%3C%2Fu%3E", String(letter),
                "\(letter)?whole=1",
                "/log", "/log/1",
            ]
            for path in paths {
                let page = try await console.page(path)
                #expect(page.status == 200, "\(path): \(page.body)")
                #expect(page.body.hasPrefix("<!DOCTYPE html>") && page.body.hasSuffix("</html>\n"), "\(path)")
                #expect(
                    page.body.matches(of: /<script/).count == 1
                        && page.body.contains("<script src=\"/live.js\" defer></script>"))
                for markup in ["<script>", "<img", "<b>ana", "<u>", "<i>", "\u{202E}"] {
                    #expect(
                        !page.body.contains(markup),
                        "\(path): \(markup)")
                }
                // A quote in a name is not the end of an attribute.
                #expect(page.body.utf8.count { $0 == UInt8(ascii: "\"") } % 2 == 0, "\(path)")
                #expect(page.body.contains("Not well:"), "\(path)")
                #expect(page.headers.first(name: "content-security-policy")?.hasPrefix("default-src 'none'") == true)
                #expect(page.headers.first(name: "cache-control") == "no-store")
            }
        }
    }

    @Test func findsWhatIsWrongFromTheFirstPage() async throws {
        try await withConsole { console in
            let first = try await console.page("/", until: "1 dead letter of 1 cause keeps 1 source incomplete")
            #expect(first.body.contains("href=\"/dead\""))
            let dead = try await console.page("/dead").body
            #expect(dead.contains("&lt;u&gt;why&lt;/u&gt;"))
            #expect(dead.contains("etl dead-letters list"))
            let source = try await console.page("/sources/\(entry.id)").body
            #expect(source.contains("not-hex") && source.contains("/dead/"))
            #expect(source.contains("No batch of it is loaded."))
        }
    }

    @Test func whatIsNotThereIsSaidToBeMissing() async throws {
        try await withConsole { console in
            for path in [
                "/nothing", "/sources/abcd", "/sources/x", "/dead/abcd", "/log/99", "/log/x", "/coverage?kind=x",
                "/dead/../log", "//", "/style.css/",
            ] {
                let page = try await console.page(path)
                #expect(page.status == 404, "\(path)")
                #expect(page.body.contains("There is no such"), "\(path)")
            }
        }
    }

    private static let oddQueries = [
        "page=-1", "page=0", "page=9223372036854775807", "page=99999999999999999999", "page=x", "page=", "page", "=",
        "&&",
        "state=%F0%28%8C%BC", "reason=%27%3B+DROP+TABLE+tokens%3B--", "before=-9223372036854775808", "a=1&a=2",
    ]

    @Test func oddParametersAreHarmless() async throws {
        try await withConsole { console in
            for query in Self.oddQueries {
                for path in ["/", "/sources", "/dead", "/log", "/rejects"] {
                    let page = try await console.page("\(path)?\(query)")
                    #expect(page.status == 200, "\(path)?\(query)")
                }
            }
            let (nul, unknown) = (
                try await console.page("/rejects?reason=%00"), try await console.page("/rejects?source=abc")
            )
            #expect(nul.status == 404 && unknown.status == 404)
        }
    }

    @Test func nobodyLooksInWithoutTheLink() async throws {
        try await withConsole { console in
            let stranger = console.withoutSession
            for path in ["/", "/dead", "/sources/\(entry.id)", "/nothing"] {
                let page = try await stranger.page(path)
                #expect(page.status == 401, "\(path)")
                #expect(!page.body.contains("well"), "\(path)")
            }
            #expect(try await console.page("/", method: .POST).status == 405)
            #expect(try await console.page("/", headers: ["Host": "evil.example"]).status == 421)
        }
    }

    @Test func aDatabaseThatIsAwayIsNamed() async throws {
        try await OpenConsole.serving([
            .brokerURL: "amqp://guest:guest@127.0.0.1:1", .databaseURL: "postgresql://nobody@127.0.0.1:1/none",
        ]) { console in
            let page = try await console.page("/", until: "Not known:")
            #expect(page.status == 200)
            let rejects = try await console.page("/rejects")
            #expect(rejects.status == 503 && rejects.body.contains("unreachable"))
            #expect(await console.health.report().isReady == false)
        }
    }
}
