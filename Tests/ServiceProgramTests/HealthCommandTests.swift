import Foundation
import Glibc
import LocalServers
import Subprocess
import Testing

@testable import ServiceProgram

/// The health check of containers, against servers with a fixed answer.
struct HealthCommandTests {
    @Test func readsTheStatusAndTheBody() throws {
        let answer = try #require(
            ReadinessProbe.Answer("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 15\r\n\r\n{\"ready\":false}"))
        #expect(answer == .init(status: 503, body: #"{"ready":false}"#))
    }

    @Test(arguments: ["", "AMQP\0\0\u{9}\u{1}", "HTTP/2 200 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n"])
    func whatIsNotHTTPIsNoAnswer(text: String) {
        #expect(ReadinessProbe.Answer(text) == nil)
    }

    @Test(.timeLimit(.minutes(1)), arguments: ["extractor", "transformer", "loader", "graphql"])
    func exitsWithWhatTheServiceSays(name: String) async throws {
        let ready = try Canned("HTTP/1.1 200 OK\r\n\r\n{\"ready\":true}")
        let good = try await Program.run(name, ["health", "--port", "\(ready.port)"])
        #expect(good.status == .exited(0))
        #expect(good.output == "{\"ready\":true}\n")

        let waiting = try Canned("HTTP/1.1 503 Service Unavailable\r\n\r\n{\"ready\":false}")
        let bad = try await Program.run(name, ["health"], environment: ["HTTP_PORT": "\(waiting.port)"])
        #expect(bad.status == .exited(1))
        #expect(bad.output == "{\"ready\":false}\n")
    }

    @Test(.timeLimit(.minutes(1))) func anAnswerEndsWhereItsLengthSays() async throws {
        let service = try Canned("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok", keepsConnection: true)
        let program = try await Program.run("loader", ["health", "--port", "\(service.port)"])
        #expect(program.status == .exited(0))
        #expect(program.output == "ok\n")
    }

    @Test(.timeLimit(.minutes(1))) func aServiceThatDoesNotAnswerIsNotHealthy() async throws {
        let silent = try Canned(nil)
        let program = try await Program.run("loader", ["health", "--port", "\(silent.port)"])
        #expect(program.status == .exited(1))
        #expect(program.error.contains("no answer from port \(silent.port)"))
    }

    @Test(.timeLimit(.minutes(1))) func aPortOfItsOwnForProbesIsAskedFirst() async throws {
        let service = try Canned("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
        let program = try await Program.run(
            "loader", ["health"], environment: ["HTTP_PORT": "1", "PROBE_PORT": "\(service.port)"])
        #expect(program.status == .exited(0))
        let off = try await Program.run("loader", ["health"], environment: ["HTTP_PORT": "0", "PROBE_PORT": "0"])
        #expect(off.status == .exited(2))
    }

    @Test(.timeLimit(.minutes(1))) func withoutAPortItIsWrongUsage() async throws {
        let program = try await Program.run("loader", ["health"])
        #expect(program.status == .exited(2))
        #expect(program.error.contains("HTTP_PORT"))
    }
}

/// A server on loopback that sends one client a fixed text, or accepts its connection and sends nothing.
private final class Canned: Sendable {
    let port: UInt16
    private let listener: Int32

    init(_ answer: String?, keepsConnection: Bool = false) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        try #require(isBound && listen(listener, 1) == 0)
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
        guard let answer else { return }
        // The server has its own thread: Swift's threads are few, and must not wait for a client that may never
        // connect.
        Thread.detachNewThread {
            let client = accept(listener, nil, nil)
            var request = [UInt8](repeating: 0, count: 1024)
            _ = recv(client, &request, request.count, 0)
            _ = answer.withCString { send(client, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
            // The call returns after the client has disconnected.
            if keepsConnection { _ = recv(client, &request, request.count, 0) }
            close(client)
        }
    }

    deinit {
        // The shutdown ends the wait for a client that has not connected.
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }
}
