import ETLModels
import Foundation
import HTTPTypes
import HummingbirdCore
import Ledger
import Logins
import NIOCore
import NIOHTTP1
import Postgres
import ServerAccess
import ServiceSettings
import Synchronization
import TestSupport
import Testing

@testable import ConsoleService

/// Files with rejects, beside real servers.
@Suite(.serialized, .timeLimit(.minutes(3))) struct RejectDownloadTests {
    private func entry(_ name: String, _ kind: RecordKind, format: String = "csv") -> SourceEntry {
        SourceEntry(
            id: SourceID(uri: name, size: 1, modified: 0), uri: name, kind: kind, format: format,
            columns: kind.schema.columns.prefix(5).map(\.name), bytes: 100, modified: 1_500_000_000, batchRecords: 1000)
    }

    private func withRejects(
        _ rejects: [(SourceEntry, raws: String, count: Int)],
        _ body: @escaping @Sendable (OpenConsole) async throws -> Void
    ) async throws {
        try await TestBus.with { bus in
            try await TestServers.shared.withDatabase { url in
                try await fill(rejects, url)
                try await OpenConsole.serving([.brokerURL: bus.url, .databaseURL: url], body)
            }
        }
    }

    private func fill(_ rejects: [(SourceEntry, raws: String, count: Int)], _ url: String) async throws {
        let connection = try await PostgresConnection.connect(PostgresConfiguration(url: url, applicationName: "tests"))
        try await Migrator.migrate(on: connection)
        for (entry, raws, count) in rejects {
            _ = try await SourceTable.register([entry], on: connection)
            _ = try await connection.query(
                """
                INSERT INTO etl.rejects (source_id, sequence, record_number, reason, field, raw)
                SELECT '\(entry.id)', 0, number, 'not-hex', 'address', replace($1, 'N', number::text)
                FROM generate_series(1, \(count)) AS number
                """, [.text(raws)])
        }
        await connection.close()
    }

    @Test func aFileHasAllRejectsOfItsKind() async throws {
        let hostile = entry("/exports/\"\r\nX-Evil: 1.csv", .tokens)
        try await withRejects([
            (hostile, "0xN,=1+1,name,18,1", 2500), (entry("/b.csv", .tokenTransfers), "0xN,,,,", 3),
        ]) { console in
            let file = try await console.page("/rejects/file?kind=tokens&as=csv")
            #expect(file.status == 200)
            #expect(file.headers.first(name: "content-type") == "text/csv; charset=utf-8")
            #expect(file.headers.first(name: "content-disposition") == "attachment; filename=\"rejects-tokens.csv\"")
            #expect(file.headers.first(name: "x-content-type-options") == "nosniff")
            #expect(file.body.matches(of: /(?m)^0x[0-9]+,=1\+1,/).count == 2500, "more than the database gives at once")
            #expect(file.body.hasPrefix("address,symbol,"))
            let guarded = try await console.page("/rejects/file?kind=tokens&as=spreadsheet&reason=not-hex")
            #expect(guarded.body.contains("\n0x1,'=1+1,"))
            let lines = try await console.page("/rejects/file?kind=tokens&as=ndjson&source=\(hostile.id)")
            #expect(lines.body.split(separator: "\n").count == 2500 && lines.body.hasPrefix(#"{"address":"0x1""#))
            let page = try await console.page("/rejects?reason=not-hex")
            for kind in ["tokens", "token_transfers"] {
                let link = "/rejects/file?kind=\(kind)&amp;as=csv&amp;reason=not-hex"
                #expect(page.body.contains(link), "\(page.body)")
            }
            #expect(try await console.page("/rejects", until: "as=ndjson").status == 200)
        }
    }

    @Test func whatIsNoFileIsSaidToBeMissing() async throws {
        try await withRejects([(entry("/a.csv", .tokens), "0xN,,,,", 1)]) { console in
            for query in [
                "", "?kind=tokens", "?as=csv", "?kind=blocks&as=csv", "?kind=tokens&as=html",
                "?kind=token_transfers&as=csv", "?kind=tokens&as=csv&reason=none", "?kind=tokens&as=csv&reason=%00",
                "?kind=tokens&as=csv&source=/none.csv",
            ] {
                let file = try await console.page("/rejects/file\(query)")
                #expect(file.status == 404, "\(query)")
            }
            #expect(try await console.withoutSession.page("/rejects/file?kind=tokens&as=csv").status == 401)
            // All are given back.
            for _ in 0..<9 { #expect(try await console.page("/rejects/file?kind=tokens&as=csv").status == 200) }
        }
    }

    @Test func aFileThatCannotBeEndedIsNotTakenForTheWhole() async throws {
        let rejects = [
            (entry("/a.csv", .tokens), raws: "0xN,,,,", count: 1000),
            (entry("/b.xls", .tokens, format: "xls"), raws: "0xN,,,,", count: 1),
        ]
        try await withRejects(rejects) { console in
            let file = Text()
            try await console.parts(of: "/rejects/file?kind=tokens&as=csv") { file.add($0) }
            #expect(file.text.hasPrefix("HTTP/1.1 200 ") && file.text.contains("\n0x1000,"))
            #expect(!file.text.hasSuffix("0\r\n\r\n"), "what ends a response in parts")
        }
    }

    /// A browser has thirty seconds to read a part.
    @Test func aFileIsSentInPartsThatASlowBrowserCanRead() async throws {
        let raws = "0xN,\(String(repeating: "a", count: 1500)),,,"
        try await withDownloads([(entry("/a.csv", .tokens), raws, 1000)]) { downloads in
            let written = Text()
            let response = try await downloads.response(Self.request, for: Self.visitor(end: .infinity))
            try await response.body.write(TextWriter(written: written))
            #expect(written.text.contains("\n0x1000,") && written.isFinished)
            #expect(written.longest <= 16 << 10)
        }
    }

    @Test func aDownloadEndsWithItsSession() async throws {
        try await withDownloads([(entry("/a.csv", .tokens), "0xN,,,,", 1)]) { downloads in
            for _ in 0..<9 {
                let written = Text()
                let response = try await downloads.response(Self.request, for: Self.visitor(end: 0))
                await #expect(throws: (any Error).self) {
                    try await response.body.write(TextWriter(written: written))
                }
                #expect(written.text.isEmpty && !written.isFinished)
            }
        }
    }

    private static let request = Request(
        head: HTTPRequest(method: .get, scheme: "http", authority: "a", path: "/rejects/file?kind=tokens&as=csv"),
        body: RequestBody(buffer: ByteBuffer()))

    private static func visitor(end: Double) -> Visitor {
        Visitor(session: "s", name: "ana", role: .reader, knownBy: .login, address: "::1", end: end)
    }

    private func withDownloads(
        _ rejects: [(SourceEntry, raws: String, count: Int)],
        _ body: @escaping @Sendable (RejectDownloads) async throws -> Void
    ) async throws {
        try await TestServers.shared.withDatabase { url in
            try await fill(rejects, url)
            let settings = try await Settings(
                flags: [.brokerURL: "amqp://127.0.0.1", .databaseURL: url], file: nil, environment: [:])
            try await body(
                RejectDownloads(Servers.named(by: settings), Sessions(), logger: LogCollector().logger))
        }
    }

    @Test func whoBreaksDownloadsOffGetsOthers() async throws {
        let raws = "0xN,\(String(repeating: "a", count: 1500)),,,"
        try await withRejects([(entry("/a.csv", .tokens), raws, 1500)]) { console in
            for _ in 0..<9 {
                let file = Text()
                try await console.parts(of: "/rejects/file?kind=tokens&as=csv") { part in
                    _ = file.add(part)
                    return false
                }
                #expect(file.text.hasPrefix("HTTP/1.1 200 ") || file.text.hasPrefix("HTTP/1.1 503 "))
            }
            for _ in 0..<100 where try await console.page("/rejects/file?kind=tokens&as=csv&reason=none").status == 503
            {
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(try await console.page("/rejects/file?kind=tokens&as=ndjson").status == 200)
        }
    }
}

/// What has come so far.
private final class Text: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var longest = 0
        var isFinished = false
    }

    private let state = Mutex(State())

    var text: String { state.withLock { String(decoding: $0.bytes, as: UTF8.self) } }
    /// The bytes of the longest part.
    var longest: Int { state.withLock { $0.longest } }
    var isFinished: Bool { state.withLock { $0.isFinished } }

    func add(_ part: [UInt8]) -> Bool {
        state.withLock { state in
            state.bytes += part
            state.longest = max(state.longest, part.count)
        }
        return true
    }

    func finish() { state.withLock { $0.isFinished = true } }
}

private struct TextWriter: ResponseBodyWriter {
    let written: Text

    mutating func write(_ buffer: ByteBuffer) async throws { _ = written.add(Array(buffer.readableBytesView)) }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws { written.finish() }
}

@Suite struct SessionPermitsTests {
    @Test func aSessionHasFewAndAllTogetherHaveFew() throws {
        let permits = SessionPermits(most: 3, mostOfSession: 2)
        let first = permits.take("a")
        var second = permits.take("a")
        #expect(first != nil && second != nil && permits.take("a") == nil)
        let third = permits.take("b")
        #expect(third != nil && permits.take("c") == nil)
        second = nil
        #expect(second == nil && permits.take("c") != nil)
    }
}
