import Foundation
import Glibc
import Logging
import ServiceLifecycle
import Telemetry
import Testing

/// One after the other: connecting blocks, and the server needs a thread to accept.
@Suite(.serialized, .timeLimit(.minutes(1))) struct TelemetryServerTests {
    private let health = Health()

    /// Runs a server on a free port for `body`, and ends it by a graceful shutdown.
    ///
    /// - Returns: the duration of the shutdown.
    @discardableResult
    private func serving(
        patience: Duration = .seconds(20), metrics: (@Sendable () async -> String)? = { "m 1\n" },
        _ body: (Int) async throws -> Void
    ) async throws -> Duration {
        let (ports, listening) = AsyncStream<Int>.makeStream()
        let server = TelemetryServer(
            HTTPAddress(host: "127.0.0.1", port: 0), health: health, metrics: metrics, patience: patience,
            logger: Self.logger, onListening: { listening.yield($0) })
        let group = ServiceGroup(services: [server], logger: Self.logger)
        let running = Task { try await group.run() }
        for await port in ports {
            try await body(port)
            break
        }
        return try await ContinuousClock().measure {
            await group.triggerGracefulShutdown()
            try await running.value
        }
    }

    private static var logger: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }

    @Test func eachPathHasItsAnswer() async throws {
        try await serving { port in
            let live = try await Answer.from(port, "/livez")
            #expect(live.status == 200 && live.type == "application/json" && live.body == #"{"live":true}"#)
            let ready = try await Answer.from(port, "/readyz?verbose")
            #expect(ready.status == 200 && ready.body == #"{"checks":{},"ready":true}"#)
            let metrics = try await Answer.from(port, "/metrics")
            #expect(metrics.status == 200 && metrics.body == "m 1\n")
            #expect(metrics.type == "text/plain; version=0.0.4; charset=utf-8")
            for path in ["/", "/metrics/x", "/livezz", "/../etc/passwd"] {
                #expect(try await Answer.from(port, path).status == 404)
            }
            let head = try await Answer.from(port, "/metrics", method: "HEAD")
            #expect(head.status == 200 && head.body.isEmpty)
            #expect(try await Answer.from(port, "/readyz", method: "POST").status == 405)
        }
    }

    @Test func whatIsNotReadyIsUnavailable() async throws {
        health.set("database", .failed(reason: "away"))
        try await serving { port in
            let away = try await Answer.from(port, "/readyz")
            #expect(away.status == 503 && away.type == "application/json")
            #expect(away.body == #"{"checks":{"database":{"ok":false,"reason":"away"}},"ready":false}"#)
            #expect(try await Answer.from(port, "/livez").status == 200)
            health.set("database", .ok)
            #expect(try await Answer.from(port, "/readyz").status == 200)
        }
    }

    @Test func openConnectionsDoNotHoldTheEndUp() async throws {
        // One client sends nothing, one stops within its head, and one has its answer and sends no more.
        let texts = ["", "GET /readyz HT", "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"]
        let clients = texts.map { (descriptor: socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0), text: $0) }
        defer { for client in clients { close(client.descriptor) } }
        let end = try await serving { port in
            for client in clients { try open(client.descriptor, to: port, saying: client.text) }
            #expect(try await Answer.from(port, "/livez").status == 200)
        }
        #expect(end < .seconds(10))
    }

    /// NIO ends a process that drops an accepted connection, so nothing but this test's end tells of it.
    @Test func aServerMayEndWhileClientsConnect() async throws {
        for round in 0..<40 {
            try await withThrowingTaskGroup { clients in
                let end = try await serving { port in
                    for _ in 0..<3 {
                        clients.addTask {
                            while !Task.isCancelled, (try? await Answer.from(port, "/metrics")) != nil {}
                        }
                    }
                    try await Task.sleep(for: .milliseconds(10 + round % 7))
                }
                #expect(end < .seconds(10))
                clients.cancelAll()
            }
        }
    }

    @Test func clientsThatNeverEndTheirHeadsKeepNoProbeWaiting() async throws {
        let clients = (0..<100).map { _ in socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) }
        defer { for client in clients { close(client) } }
        try await serving { port in
            for client in clients { try open(client, to: port, saying: "GET /livez HTTP/1.1\r\nHost: x\r\n") }
            for _ in 0..<5 {
                let start = ContinuousClock.now
                #expect(try await Answer.from(port, "/livez").status == 200)
                let time = ContinuousClock.now - start
                #expect(time < .seconds(5))
                // They go on, as far as they still have a connection.
                for client in clients { _ = send(client, "X", 1, Int32(MSG_NOSIGNAL)) }
            }
        }
    }

    @Test func aPeerTakesNoConnectionsFromAnother() async throws {
        let clients = (0..<100).map { _ in socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) }
        let slow = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { for client in clients + [slow] { close(client) } }
        try await serving { port in
            try open(slow, to: port, from: "127.0.0.2", saying: "GET /livez HTTP/1.1\r\n")
            for client in clients { try open(client, to: port, saying: "GET /livez HTTP/1.1\r\nHost: x\r\n") }
            #expect(try await Answer.from(port, "/livez").status == 200)
            // It was the first, and still has its connection.
            let rest = "Host: x\r\n\r\n"
            try #require(send(slow, rest, rest.utf8.count, Int32(MSG_NOSIGNAL)) == rest.utf8.count)
            var bytes = [UInt8](repeating: 0, count: 15)
            try #require(recv(slow, &bytes, bytes.count, Int32(MSG_WAITALL)) == bytes.count)
            #expect(String(decoding: bytes, as: UTF8.self) == "HTTP/1.1 200 OK")
        }
    }

    @Test func clientsOfTheOldVersionHaveOneAnswerAndItsEnd() async throws {
        let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(client) }
        try await serving(patience: .seconds(3600)) { port in
            let request = "GET /metrics HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
            try open(client, to: port, saying: request + request)
            var answer: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 1024)
            var isOpen = true
            for _ in 0..<1000 where isOpen {
                let count = recv(client, &buffer, buffer.count, Int32(MSG_DONTWAIT))
                answer += buffer[..<max(count, 0)]
                isOpen = count != 0
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(!isOpen)
            let text = String(decoding: answer, as: UTF8.self)
            #expect(text.hasPrefix("HTTP/1.0 200 OK\r\n") && text.hasSuffix("\r\n\r\nm 1\n"))
            #expect(text.lowercased().contains("connection: close\r\n"))
            #expect(!text.lowercased().contains("transfer-encoding"))
        }
    }

    @Test func aServerOfProbesHasNoMetrics() async throws {
        try await serving(metrics: nil) { port in
            #expect(try await Answer.from(port, "/livez").status == 200)
            #expect(try await Answer.from(port, "/readyz").status == 200)
            let metrics = try await Answer.from(port, "/metrics")
            #expect(metrics.status == 404 && metrics.body == "not found; the paths are /livez, /readyz\n")
        }
    }

    @Test func aConnectionHasALimitedTimeForARequest() async throws {
        let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(client) }
        try await serving(patience: .milliseconds(500)) { port in
            try open(client, to: port, saying: "GET /livez HTTP/1.1\r\n")
            var isOpen = true
            for _ in 0..<100 where isOpen {
                try await Task.sleep(for: .milliseconds(100))
                var byte: UInt8 = 0
                isOpen = recv(client, &byte, 1, Int32(MSG_DONTWAIT)) != 0
                _ = send(client, "X", 1, Int32(MSG_NOSIGNAL))
            }
            #expect(!isOpen)
        }
    }

    @Test func anAnswerBeforeTheEndOfARequestLeavesTheTimeLimited() async throws {
        let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(client) }
        try await serving(patience: .milliseconds(500)) { port in
            try open(client, to: port, saying: "POST /livez HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n")
            var bytes = [UInt8](repeating: 0, count: 4096)
            var hasAnswer = false
            var isOpen = true
            for _ in 0..<300 where isOpen {
                try await Task.sleep(for: .milliseconds(100))
                let count = recv(client, &bytes, bytes.count, Int32(MSG_DONTWAIT))
                let reason = errno
                if count > 0 && !hasAnswer {
                    hasAnswer = true
                    _ = send(client, "X", 1, Int32(MSG_NOSIGNAL))
                }
                // The end is a reset if the server closes before it has read the byte.
                isOpen = count > 0 || (count < 0 && reason == EAGAIN)
            }
            #expect(!isOpen)
        }
    }

    @Test func aPortThatIsTakenIsToldInWords() async throws {
        try await serving { port in
            let second = TelemetryServer(
                HTTPAddress(host: "127.0.0.1", port: port), health: Health(), metrics: { "" }, logger: Self.logger)
            let error = await #expect(throws: ListenError.self) { try await second.run() }
            let words = error?.description ?? ""
            #expect(words.contains("127.0.0.1:\(port)") && words.contains("another process uses the port"))
        }
    }

    @Test(arguments: ["192.0.2.1", "no-such-host.invalid"])
    func anAddressOfAnotherMachineIsToldInWords(host: String) async throws {
        let server = TelemetryServer(
            HTTPAddress(host: host, port: 0), health: Health(), metrics: { "" }, logger: Self.logger)
        let error = await #expect(throws: ListenError.self) { try await server.run() }
        let words = error?.description ?? ""
        #expect(words.contains("of this machine") || words.contains("belongs to another machine"))
    }
}

private func open(_ client: Int32, to port: Int, from host: String? = nil, saying text: String) throws {
    if let host { try #require(with(address(host, 0)) { Glibc.bind(client, $0, $1) } == 0) }
    try #require(with(address("127.0.0.1", port)) { connect(client, $0, $1) } == 0)
    let bytes = Array(text.utf8)
    try #require(write(client, bytes, bytes.count) == bytes.count)
}

private func address(_ host: String, _ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr(host)
    return address
}

private func with(_ address: sockaddr_in, _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    withUnsafePointer(to: address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            call($0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
}
