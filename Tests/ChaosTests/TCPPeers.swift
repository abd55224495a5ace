import Blocking
import Dispatch
import Glibc

@testable import Chaos

/// The bytes that arrived over a connection, and its end.
struct Received: Equatable {
    var bytes: [UInt8] = []
    var wasReset = false
}

/// A client whose calls block a thread of their own.
struct TCPClient: Sendable {
    private let socket: TCPProxy.Socket

    init?(port: UInt16) {
        guard let socket = TCPProxy.Socket.connected(to: port) else { return nil }
        socket.block()
        self.socket = socket
    }

    func send(_ bytes: [UInt8]) { socket.sendAll(bytes) }

    /// Sends, and waits for as many bytes; fewer if the connection ends.
    func ask(_ bytes: [UInt8]) async -> [UInt8] {
        await blockingCall {
            socket.sendAll(bytes)
            return socket.receive(atMost: bytes.count).bytes
        }
    }

    /// Sends all bytes and the end of the stream, and reads in the meantime until the other side ends too.
    func exchange(_ bytes: [UInt8]) async -> Received {
        async let received = readToEnd()
        await blockingCall {
            socket.sendAll(bytes)
            shutdown(socket.descriptor, Int32(SHUT_WR))
        }
        return await received
    }

    func readToEnd() async -> Received { await blockingCall { socket.receive(atMost: .max) } }
}

/// A server on a thread of its own that serves each client on another.
final class TCPServer: Sendable {
    let port: UInt16
    private let listening: TCPProxy.Socket
    private let first: AsyncStream<Received>

    /// Sends back the bytes it receives.
    static func echoing() throws -> TCPServer { try TCPServer { $0.echo() } }
    /// Answers the first bytes with `answer`.
    static func answering(_ answer: [UInt8]) throws -> TCPServer {
        try TCPServer { socket in
            _ = socket.receive(atMost: 1)
            socket.sendAll(answer)
            return Received()
        }
    }
    /// Keeps the bytes it receives.
    static func collecting() throws -> TCPServer { try TCPServer { $0.receive(atMost: .max) } }

    private init(_ serve: @escaping @Sendable (TCPProxy.Socket) -> Received) throws {
        let socket = try TCPProxy.Socket()
        port = try socket.bind(to: nil)
        listen(socket.descriptor, 16)
        listening = socket
        let (stream, continuation) = AsyncStream<Received>.makeStream()
        first = stream
        DispatchQueue(label: "server").async {
            while let client = TCPProxy.Socket.accepted(from: socket) {
                DispatchQueue(label: "served").async { continuation.yield(serve(client)) }
            }
        }
    }

    deinit { stop() }

    /// The bytes of the first client that ended.
    func received() async -> Received {
        for await received in first { return received }
        return Received()
    }

    func stop() { shutdown(listening.descriptor, Int32(SHUT_RDWR)) }
}

extension TCPProxy.Socket {
    fileprivate func block() { _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK) }

    fileprivate func sendAll(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    fileprivate func receive(atMost limit: Int) -> Received {
        var received = Received()
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while received.bytes.count < limit {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else {
                received.wasReset = count < 0
                return received
            }
            received.bytes += buffer[..<count]
        }
        return received
    }

    fileprivate func echo() -> Received {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return Received(bytes: [], wasReset: count < 0) }
            sendAll(Array(buffer[..<count]))
        }
    }
}
