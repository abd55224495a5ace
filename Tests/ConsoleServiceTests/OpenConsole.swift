import AsyncHTTPClient
import DatabaseHealth
import Foundation
import Glibc
import Ledger
import Logging
import NIOCore
import NIOHTTP1
import Postgres
import ServerAccess
import ServiceLifecycle
import ServiceSettings
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import ConsoleService

/// A console in this process, and a browser that has opened its link.
struct OpenConsole: Sendable {
    private let base: String
    /// The link for the next browser.
    private let links: Links
    private let cookie: String?
    let health: Health

    struct Page {
        let status: Int
        let headers: HTTPHeaders
        let body: String
    }

    /// The same for a browser that has opened no link.
    var withoutSession: OpenConsole { OpenConsole(base: base, links: links, cookie: nil, health: health) }

    /// Another browser, which opens the next link.
    func another() async throws -> OpenConsole { try await Self.opening(links, health) }

    /// The links that the console has told, and nobody has opened.
    final class Links: Sendable {
        private let links = Mutex<[String]>([])

        func add(_ link: String) { links.withLock { $0.append(link) } }

        func next() async throws -> String {
            for _ in 0..<2000 {
                let link = links.withLock { $0.isEmpty ? nil : $0.removeFirst() }
                if let link { return link }
                try await Task.sleep(for: .milliseconds(10))
            }
            throw CancellationError()
        }
    }

    func page(
        _ path: String, method: HTTPMethod = .GET, headers: [String: String] = [:], body: String? = nil
    ) async throws -> Page {
        var request = HTTPClientRequest(url: base + path)
        request.method = method
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        if let cookie { request.headers.add(name: "cookie", value: cookie) }
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        let response = try await Self.client.execute(request, timeout: .seconds(60))
        let bytes = try await response.body.collect(upTo: 4 << 20)
        return Page(status: Int(response.status.code), headers: response.headers, body: String(buffer: bytes))
    }

    /// A client that stays where it is sent away from. It lasts as long as the process.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration.singletonConfiguration
        configuration.redirectConfiguration = .disallow
        return HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
    }()

    /// Sends a form as a page of the console does.
    func send(_ path: String, form: String, reason: String = "", origin: String? = nil) async throws -> Page {
        try await page(
            path, method: .POST,
            headers: ["Origin": origin ?? base, "Content-Type": "application/x-www-form-urlencoded"],
            body: "form=\(form)&reason=\(reason)")
    }

    /// Sends fields as a page of the console does.
    func post(_ path: String, _ fields: [String: String]) async throws -> Page {
        let pairs = fields.map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }
        return try await page(
            path, method: .POST, headers: ["Origin": base, "Content-Type": "application/x-www-form-urlencoded"],
            body: pairs.joined(separator: "&"))
    }

    /// The events of a stream until they have a text, or the stream ends.
    func events(until text: String) async throws -> String {
        var request = HTTPClientRequest(url: base + "/live")
        if let cookie { request.headers.add(name: "cookie", value: cookie) }
        let response = try await Self.client.execute(request, timeout: .seconds(60))
        #expect(response.status == .ok && response.headers.first(name: "content-type") == "text/event-stream")
        #expect(response.headers.first(name: "x-frame-options") == "DENY")
        var events = ""
        for try await part in response.body {
            events += String(buffer: part)
            if events.contains(text) { break }
        }
        return events
    }

    /// Reads a stream to its end, and returns its status.
    func hold() async throws -> Int {
        var request = HTTPClientRequest(url: base + "/live")
        if let cookie { request.headers.add(name: "cookie", value: cookie) }
        let response = try await Self.client.execute(request, timeout: .seconds(60))
        for try await _ in response.body {}
        return Int(response.status.code)
    }

    /// Asks for a path, and reads what comes on a connection with small buffers, until that ends.
    ///
    /// - Parameter read: receives each part; returns whether to read on.
    func parts(of path: String, _ read: @Sendable ([UInt8]) async throws -> Bool) async throws {
        let port = try #require(URL(string: base)?.port)
        let client = try Door.connected(to: .port(port)) { client in
            var size = Int32(16 << 10)
            setsockopt(client, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
            // As on a network: the kernel would wait for seconds to fill a segment of loopback, which is larger than the buffer.
            var segment = Int32(1400)
            setsockopt(client, Int32(IPPROTO_TCP), TCP_MAXSEG, &segment, socklen_t(MemoryLayout<Int32>.size))
        }
        defer { close(client) }
        let head =
            "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\nCookie: \(cookie ?? "")\r\n\r\n"
        try #require(Glibc.send(client, head, head.utf8.count, 0) == head.utf8.count)
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = recv(client, &buffer, buffer.count, 0)
            guard count > 0, try await read(Array(buffer.prefix(count))) else { return }
        }
    }

    /// Asks for paths in one go, and reads until the console ends the connection.
    func answers(to paths: [String]) async throws -> String {
        let port = try #require(URL(string: base)?.port)
        let client = try Door.connected(to: .port(port))
        defer { close(client) }
        let heads = paths.map { "GET \($0) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nCookie: \(cookie ?? "")\r\n\r\n" }
        let text = heads.joined()
        try #require(Glibc.send(client, text, text.utf8.count, 0) == text.utf8.count)
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = recv(client, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer.prefix(max(0, count))
            try await Task.sleep(for: .milliseconds(20))
        }
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

    /// Runs a console with servers of its own, and stops it afterwards.
    ///
    /// - Parameter body: also receives a connection to its database.
    static func servingAlone(
        _ body: @escaping @Sendable (OpenConsole, PostgresConnection) async throws -> Void
    ) async throws {
        try await TestBus.with { bus in
            try await TestServers.shared.withDatabase { url in
                let connection = try await PostgresConnection.connect(
                    PostgresConfiguration(url: url, applicationName: "tests"))
                try await Migrator.migrate(on: connection)
                try await serving([.brokerURL: bus.url, .databaseURL: url]) { try await body($0, connection) }
                await connection.close()
            }
        }
    }

    /// Runs a console with these servers, and stops it afterwards.
    static func serving(
        _ settings: [SettingKey: String?], _ body: @escaping @Sendable (OpenConsole) async throws -> Void
    ) async throws {
        let flags = settings.merging([.consoleListen: "127.0.0.1:0"]) { $1 }
        let all = try await Settings(flags: flags, file: nil, environment: [:])
        let health = Health(checks: DatabaseChecks.all)
        let links = Links()
        let service = try ConsoleService(
            ConsoleSettings(all), ServerRequest(settings: all), health: health,
            logger: LogCollector().logger,
            onLink: { link, _ in links.add(link) })
        var quiet = Logger(label: "test")
        quiet.logLevel = .critical
        let group = ServiceGroup(services: [service], logger: quiet)
        let running = Task { try await group.run() }
        let outcome = await Result {
            try await body(try await opening(links, health))
        }
        await group.triggerGracefulShutdown()
        try await running.value
        try outcome.get()
    }

    private static func opening(_ links: Links, _ health: Health) async throws -> OpenConsole {
        let link = try await links.next()
        let base = try #require(link.firstMatch(of: /^(http:\/\/[^\/]+)\//)).1
        let response = try await client.execute(HTTPClientRequest(url: link), timeout: .seconds(30))
        #expect(response.status == .seeOther && response.headers.first(name: "location") == "/")
        let header = try #require(response.headers.first(name: "set-cookie"))
        #expect(header.contains("; Path=/;") && header.contains("; Secure; HttpOnly; SameSite=Lax"))
        return OpenConsole(
            base: String(base), links: links, cookie: String(header.prefix { $0 != ";" }), health: health)
    }
}
