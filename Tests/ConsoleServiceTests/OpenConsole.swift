import AsyncHTTPClient
import DatabaseHealth
import Logging
import NIOCore
import NIOHTTP1
import ServerAccess
import ServiceLifecycle
import ServiceSettings
import Telemetry
import TestSupport
import Testing

@testable import ConsoleService

/// A console in this process, and a browser that has opened its link.
struct OpenConsole: Sendable {
    private let base: String
    private let cookie: String?
    let health: Health

    struct Page {
        let status: Int
        let headers: HTTPHeaders
        let body: String
    }

    /// The same for a browser that has opened no link.
    var withoutSession: OpenConsole { OpenConsole(base: base, cookie: nil, health: health) }

    func page(_ path: String, method: HTTPMethod = .GET, headers: [String: String] = [:]) async throws -> Page {
        var request = HTTPClientRequest(url: base + path)
        request.method = method
        if let cookie { request.headers.add(name: "cookie", value: cookie) }
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let bytes = try await response.body.collect(upTo: 4 << 20)
        return Page(status: Int(response.status.code), headers: response.headers, body: String(buffer: bytes))
    }

    /// A page, once it has a text.
    func page(_ path: String, until text: String) async throws -> Page {
        for _ in 0..<600 {
            let page = try await page(path)
            if page.body.contains(text) { return page }
            try await Task.sleep(for: .milliseconds(50))
        }
        return try await page(path)
    }

    /// Runs a console with these servers, and stops it afterwards.
    static func serving(
        _ settings: [SettingKey: String?], _ body: @escaping @Sendable (OpenConsole) async throws -> Void
    ) async throws {
        let flags = settings.merging([.consoleListen: "127.0.0.1:0"]) { $1 }
        let all = try await Settings(flags: flags, file: nil, environment: [:])
        let health = Health(checks: DatabaseChecks.all)
        let (links, opened) = AsyncStream<String>.makeStream()
        let service = try ConsoleService(
            ConsoleSettings(all), ServerRequest(settings: all), health: health, logger: LogCollector().logger,
            onLink: { opened.yield($0) })
        var quiet = Logger(label: "test")
        quiet.logLevel = .critical
        let group = ServiceGroup(services: [service], logger: quiet)
        let running = Task {
            defer { opened.finish() }
            try await group.run()
        }
        let outcome = await Result {
            var iterator = links.makeAsyncIterator()
            let link = try #require(await iterator.next())
            try await body(try await opening(link, health))
        }
        await group.triggerGracefulShutdown()
        try await running.value
        try outcome.get()
    }

    private static func opening(_ link: String, _ health: Health) async throws -> OpenConsole {
        let base = try #require(link.firstMatch(of: /^(http:\/\/[^\/]+)\//)).1
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        let client = HTTPClient(configuration: configuration)
        let outcome = await Result { try await client.execute(HTTPClientRequest(url: link), timeout: .seconds(30)) }
        try await client.shutdown()
        let response = try outcome.get()
        #expect(response.status == .seeOther && response.headers.first(name: "location") == "/")
        let header = try #require(response.headers.first(name: "set-cookie"))
        #expect(header.contains("; Path=/;") && header.contains("; Secure; HttpOnly; SameSite=Lax"))
        return OpenConsole(base: String(base), cookie: String(header.prefix { $0 != ";" }), health: health)
    }
}
