import Glibc
import Logging
import ServiceLifecycle
import Synchronization
import Telemetry
import Testing

/// Clients that send whole requests and do not read the responses.
@Suite(.timeLimit(.minutes(1))) struct UnreadResponseTests {
    /// As many as may wait for their responses; these are more than the kernel takes of what nobody reads.
    private static let requests = 8
    private static let text = String(repeating: "m", count: 1 << 20)

    private static func serving(
        patience: Duration = .seconds(3600), metrics: @escaping @Sendable () async -> String = { text },
        _ body: (Int) async throws -> Void
    ) async throws {
        let (ports, listening) = AsyncStream<Int>.makeStream()
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let server = TelemetryServer(
            HTTPAddress(host: "127.0.0.1", port: 0), health: Health(), metrics: metrics, patience: patience,
            logger: logger, onListening: { listening.yield($0) })
        let group = ServiceGroup(services: [server], logger: logger)
        let running = Task { try await group.run() }
        for await port in ports {
            try await body(port)
            break
        }
        await group.triggerGracefulShutdown()
        try await running.value
    }

    /// A client on loopback with a small buffer, which has sent its requests, as far as the server takes them.
    private static func open(
        _ port: Int, requests: Int = requests, _ path: String = "/metrics"
    ) throws -> Int32 {
        let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var size: Int32 = 4096
        setsockopt(client, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(client, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(connected == 0)
        let bytes = Array(String(repeating: "GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n", count: requests).utf8)
        try #require(send(client, bytes, bytes.count, Int32(MSG_DONTWAIT)) > 0)
        return client
    }

    /// Waits until the server has closed a client's connection, and reads what it has sent.
    ///
    /// - Returns: the number of bytes.
    private static func readToEnd(_ client: Int32) async throws -> Int {
        var (found, isOpen) = (0, true)
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        while isOpen {
            let count = recv(client, &bytes, bytes.count, Int32(MSG_DONTWAIT))
            let reason = errno
            found += max(0, count)
            isOpen = count > 0 || (count < 0 && reason == EAGAIN)
            if count < 0 { try await Task.sleep(for: .milliseconds(10)) }
        }
        return found
    }

    @Test func keepNoProbeWaiting() async throws {
        try await Self.serving { port in
            let clients = try (0..<50).map { _ in try Self.open(port) }
            defer { for client in clients { close(client) } }
            for _ in 0..<3 { #expect(try await Answer.from(port, "/livez").status == 200) }
        }
    }

    @Test(arguments: ["/livez", "/metrics"]) func keepNoProbeWaitingWithManyRequestsEach(path: String) async throws {
        try await Self.serving(metrics: { "m 1\n" }) { port in
            let clients = try (0..<60).map { _ in try Self.open(port, requests: 1500, path) }
            defer { for client in clients { close(client) } }
            for _ in 0..<3 { #expect(try await Answer.from(port, "/livez").status == 200) }
        }
    }

    /// The work that a client gets done before it reads an answer.
    @Test func getFewRequestsAnsweredAtATime() async throws {
        let answered = Atomic(0)
        try await Self.serving(metrics: {
            answered.wrappingAdd(1, ordering: .relaxed)
            return "m 1\n"
        }) { port in
            let client = try Self.open(port, requests: 1500)
            defer { close(client) }
            _ = try await Self.readToEnd(client)
            let before = answered.load(ordering: .relaxed)
            // More than those within the bound only as far as answers left before the next requests arrived.
            #expect(before < 150)
            // Those within the bound all have their answers.
            let other = try Self.open(port, requests: Self.requests)
            defer { close(other) }
            while answered.load(ordering: .relaxed) < before + Self.requests {
                try await Task.sleep(for: .milliseconds(10))
            }
        }
    }

    /// None of them waits when the last one comes, so none can make room at once.
    @Test func makeRoomOnceTheyHaveTheirAnswers() async throws {
        let gate = Gate()
        let arrivals = Atomic(0)
        try await Self.serving(metrics: {
            arrivals.wrappingAdd(1, ordering: .relaxed)
            await gate.pass()
            return "m 1\n"
        }) { port in
            let clients = try (0..<60).map { _ in try Self.open(port, requests: 1) }
            defer { for client in clients { close(client) } }
            while arrivals.load(ordering: .relaxed) < 33 { try await Task.sleep(for: .milliseconds(10)) }
            gate.open()
            for _ in 0..<3 { #expect(try await Answer.from(port, "/livez").status == 200) }
        }
    }

    @Test func haveALimitedTime() async throws {
        try await Self.serving(patience: .milliseconds(500)) { port in
            let client = try Self.open(port)
            defer { close(client) }
            try await Task.sleep(for: .seconds(3))
            #expect(try await Self.readToEnd(client) < Self.requests * Self.text.utf8.count)
        }
    }
}

/// Holds tasks until it is opened.
private final class Gate: Sendable {
    private let (passes, pass) = AsyncStream<Never>.makeStream()

    func open() { pass.finish() }

    func pass() async {
        for await _ in passes {}
    }
}
