import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization
import SystemPackage

/// An HTTP server on loopback with one file, whose answers are scripted by a test.
package final class FileServer: Sendable {
    /// The parts of a request that tests need.
    package struct Request: Sendable {
        /// Its number among all requests, from 0 on.
        package let number: Int
        /// The path and the query.
        package let uri: String
        package let headers: [String: String]
        package let body: [UInt8]

        /// The first and the last byte of the requested range.
        package var range: (first: Int, last: Int?)? {
            guard let text = headers["range"], text.hasPrefix("bytes=") else { return nil }
            let ends = text.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            return ends.first.flatMap(\.self).map { ($0, ends.count > 1 ? ends[1] : nil) }
        }
    }

    /// An answer.
    package struct Answer: Sendable {
        package enum End: Sendable {
            /// The answer is complete.
            case whole
            /// The server resets the connection.
            case reset
            /// The server closes the connection in order.
            case close
            /// The server neither sends more nor closes the connection.
            case stall
            /// The server sends the rest byte by byte, a hundred in a second.
            case trickle
        }

        package var status: Int
        package var headers: [String: String]
        package var body: [UInt8]
        /// The number of bytes of the body before the end.
        package var sent = Int.max
        package var end = End.whole

        package init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
            self.status = status
            self.headers = headers
            self.body = body
        }
    }

    /// A file, and its properties in the server's answers.
    package struct File: Sendable {
        package var bytes: [UInt8]
        package var tag: String? = "\"one\""
        package var written: String? = "Sun, 06 Nov 1994 08:49:37 GMT"
        package var hasRanges = true
        /// Whether the server checks the version that a request names.
        package var looksAtVersions = true

        package init(_ bytes: [UInt8]) {
            self.bytes = bytes
        }

        /// The answer of a correct server.
        package func answer(_ request: Request) -> Answer {
            var headers = ["ETag": tag, "Last-Modified": written].compactMapValues(\.self)
            if looksAtVersions, let wanted = request.headers["if-match"], wanted != tag { return Answer(status: 412) }
            guard hasRanges, let range = request.range else {
                headers["Content-Length"] = "\(bytes.count)"
                return Answer(status: 200, headers: headers, body: bytes)
            }
            guard range.first < bytes.count else {
                return Answer(status: 416, headers: ["Content-Range": "bytes */\(bytes.count)", "Content-Length": "0"])
            }
            let end = min((range.last ?? .max - 1) + 1, bytes.count)
            headers["Content-Range"] = "bytes \(range.first)-\(end - 1)/\(bytes.count)"
            headers["Content-Length"] = "\(end - range.first)"
            return Answer(status: 206, headers: headers, body: Array(bytes[range.first..<end]))
        }
    }

    private let channel: any Channel
    private let log: RequestLog
    private let isSecure: Bool

    private init(_ channel: any Channel, _ log: RequestLog, isSecure: Bool) {
        self.channel = channel
        self.log = log
        self.isSecure = isSecure
    }

    /// `http://127.0.0.1:port`, or `https://localhost:port`.
    package var origin: String {
        let port = channel.localAddress?.port ?? 0
        return isSecure ? "https://localhost:\(port)" : "http://127.0.0.1:\(port)"
    }

    /// The requests so far.
    package var requests: [Request] { log.requests.withLock { $0 } }

    /// The bytes of bodies that have left the server.
    package var sentBytes: Int { log.sentBytes.withLock { $0 } }

    /// Runs a server while `body` uses it.
    ///
    /// - Parameter answer: called for every request, on the server's threads.
    package static func with<Value: Sendable>(
        tls: TestAuthority.Certificate? = nil, _ answer: @escaping @Sendable (Request) -> Answer,
        _ body: (FileServer) async throws -> Value
    ) async throws -> Value {
        let log = RequestLog()
        let context = try tls.map { certificate in
            let chain = try NIOSSLCertificate.fromPEMFile(certificate.certificate.string)
            return try NIOSSLContext(
                configuration: .makeServerConfiguration(
                    certificateChain: chain.map { .certificate($0) },
                    privateKey: .privateKey(try NIOSSLPrivateKey(file: certificate.key.string, format: .pem))))
        }
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let context { try pipeline.addHandler(NIOSSLServerHandler(context: context)) }
                    try pipeline.configureHTTPServerPipeline()
                    try pipeline.addHandler(FileServerHandler(log: log, answer: answer))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let server = FileServer(channel, log, isSecure: tls != nil)
        let outcome: Result<Value, any Error>
        do { outcome = .success(try await body(server)) } catch { outcome = .failure(error) }
        try await channel.close()
        return try outcome.get()
    }
}

/// The record of a server's requests.
final class RequestLog: Sendable {
    let requests = Mutex<[FileServer.Request]>([])
    let sentBytes = Mutex(0)

    func note(_ head: HTTPRequestHead, _ body: [UInt8]) -> FileServer.Request {
        requests.withLock { requests in
            let headers = Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }) { first, _ in first }
            let request = FileServer.Request(number: requests.count, uri: head.uri, headers: headers, body: body)
            requests.append(request)
            return request
        }
    }
}
