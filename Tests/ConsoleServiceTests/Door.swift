import DatabaseHealth
import DurableFiles
import Foundation
import Glibc
import Logging
import Logins
import ServerAccess
import ServiceLifecycle
import ServiceSettings
import Synchronization
import SystemPackage
import Telemetry
import TestSupport
import Testing

@testable import ConsoleService

/// A console that nobody has entered, without servers behind it, and what anybody may send to it.
struct Door: Sendable {
    /// What the console has told to open.
    let told: String
    let logs: LogCollector
    private let target: Target

    enum Target: Sendable {
        case port(Int)
        case socket(String)
    }

    struct Reply: Sendable {
        let status: Int
        let head: String
        let body: String

        func header(_ name: String) -> String? {
            for line in head.split(separator: "\r\n") where line.lowercased().hasPrefix("\(name.lowercased()): ") {
                return String(line.dropFirst(name.count + 2))
            }
            return nil
        }

        /// The cookie that the browser sends from now on.
        var cookie: String? { header("Set-Cookie").map { String($0.prefix { $0 != ";" }) } }

        /// The secret of the form on a page.
        var form: String? { body.firstMatch(of: /name="form" value="([0-9a-f]{64})"/).map { String($0.1) } }
    }

    /// The host that the console answers under.
    var host: String { String(told.split(separator: "/")[1]) }

    var origin: String { String(told.prefix { $0 != "?" }.dropLast()) }

    var port: Int {
        guard case .port(let port) = target else { return 0 }
        return port
    }

    /// The names in the lines of the log with a message.
    func names(_ message: String) -> [String] {
        logs.lines(message).map { $0.metadata["user.name"]?.description ?? "" }
    }

    /// The addresses in these lines.
    func addresses(_ message: String) -> [String] {
        logs.lines(message).map { $0.metadata["client.address"]?.description ?? "" }
    }

    /// Sends a request, and nothing after it.
    func ask(
        _ path: String, _ method: String = "GET", host: String? = nil, cookie: String? = nil, headers: [String] = [],
        body: String? = nil
    ) async throws -> Reply {
        var lines = ["\(method) \(path) HTTP/1.1", "Host: \(host ?? self.host)", "Connection: close"]
        if let cookie { lines.append("Cookie: \(cookie)") }
        lines += headers
        if let body {
            lines += ["Content-Type: application/x-www-form-urlencoded", "Content-Length: \(body.utf8.count)"]
        }
        return try await send(lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? ""))
    }

    /// Sends a form as a page of the console does.
    func send(_ path: String, cookie: String? = nil, headers: [String] = [], form: String) async throws -> Reply {
        try await ask(path, "POST", cookie: cookie, headers: ["Origin: \(origin)"] + headers, body: form)
    }

    func logIn(
        _ name: String, _ password: String = Door.password, to: String = "/", cookie: String? = nil,
        headers: [String] = [], more: String = ""
    ) async throws -> Reply {
        let escaped = password.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return try await send(
            "/login", cookie: cookie, headers: headers, form: "name=\(name)&password=\(escaped)&to=\(to)\(more)")
    }

    /// Sends bytes as they are.
    func send(_ text: String) async throws -> Reply {
        let target = target
        return try await withCheckedThrowingContinuation { continuation in
            // Each has a thread of its own, because it blocks.
            Thread.detachNewThread { continuation.resume(with: Result { try Self.exchange(text, target) }) }
        }
    }

    private static func exchange(_ text: String, _ target: Target) throws -> Reply {
        let descriptor = try connected(to: target)
        defer { close(descriptor) }
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let bytes = Array(text.utf8)
        guard Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw Errno(rawValue: errno)
        }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        // A stream has no end.
        let end = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < end {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            answer += buffer.prefix(count)
        }
        let whole = String(decoding: answer, as: UTF8.self)
        let parts = whole.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        let status = whole.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return Reply(
            status: status ?? 0, head: String(parts.first ?? ""), body: parts.count > 1 ? String(parts[1]) : "")
    }

    /// - Parameter prepare: receives the descriptor before it is connected.
    static func connected(to target: Target, prepare: (Int32) -> Void = { _ in }) throws -> Int32 {
        let result: Int32
        let descriptor: Int32
        switch target {
        case .port(let port):
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            prepare(descriptor)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(port).bigEndian
            address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
            result = withUnsafeBytes(of: &address) { bytes in
                connect(descriptor, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t(bytes.count))
            }
        case .socket(let path):
            descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            prepare(descriptor)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
            result = withUnsafeBytes(of: &address) { bytes in
                connect(descriptor, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t(bytes.count))
            }
        }
        guard result == 0 else {
            defer { close(descriptor) }
            throw Errno(rawValue: errno)
        }
        return descriptor
    }

    static let password = "correct horse battery staple"
    /// Its hash, which takes a while to compute.
    static let hash = try? PasswordHash(of: password)

    /// Runs a console with these settings, and stops it afterwards. Nobody answers where it looks for servers.
    static func opening(
        _ settings: [SettingKey: String?], _ body: @escaping @Sendable (Door) async throws -> Void
    ) async throws {
        let usual: [SettingKey: String?] = [
            .consoleListen: "127.0.0.1:0", .brokerURL: "amqp://127.0.0.1:1",
            .databaseURL: "postgresql://127.0.0.1:1/none",
        ]
        let all = try await Settings(flags: usual.merging(settings) { $1 }, file: nil, environment: [:])
        let (checked, logs) = (try ConsoleSettings(all), LogCollector())
        let (places, told) = AsyncStream<(String, Int)>.makeStream()
        let service = try ConsoleService(
            checked, ServerRequest(settings: all), health: Health(checks: DatabaseChecks.all), logger: logs.logger,
            onLink: { told.yield(($0, $1)) })
        var quiet = Logger(label: "test")
        quiet.logLevel = .critical
        let group = ServiceGroup(services: [service], logger: quiet)
        let running = Task {
            defer { told.finish() }
            try await group.run()
        }
        let outcome = await Result {
            for await (link, port) in places {
                var target = Target.port(port)
                if case .socket(let path) = checked.place { target = .socket(path) }
                try await body(Door(told: link, logs: logs, target: target))
                break
            }
        }
        await group.triggerGracefulShutdown()
        try await running.value
        try outcome.get()
    }

    /// The same with logins: `ana` is an operator and `bob` a reader, with the same password.
    ///
    /// - Parameter body: also receives the file of logins.
    static func withLogins(
        _ settings: [SettingKey: String?] = [:], _ body: @escaping @Sendable (Door, FilePath) async throws -> Void
    ) async throws {
        try await withFolder { folder in
            let file = folder.appending("logins")
            try write([("ana", .operator), ("bob", .reader)], to: file)
            let flags = settings.merging([.consoleLogins: file.string]) { $1 }
            try await opening(flags) { door in try await body(door, file) }
        }
    }

    static func write(_ logins: [(String, ConsoleRole)], to path: FilePath) throws {
        var file = LoginFile()
        for (name, role) in logins { file.put(Login(name: name, role: role, hash: try #require(hash))) }
        try file.write(to: LockedFile(path, creating: true))
    }

    static func withFolder(_ body: (FilePath) async throws -> Void) async throws {
        let folder = FilePath(NSTemporaryDirectory()).appending("door-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder.string) }
        try await body(folder)
    }
}
