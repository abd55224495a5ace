internal import AsyncHTTPClient
internal import NIOCore
internal import NIOSSL
internal import Synchronization

/// An HTTP client that is made on first use, because it has threads. Its connections close with its last reference.
final class LazyClient: Sendable {
    private let authorities: String?
    private let policy: DownloadPolicy
    private let decompression: HTTPClient.Decompression
    private let client = Mutex<HTTPClient?>(nil)

    /// - Parameter authorities: a file with certificates; nil for those of the system.
    init(authorities: String?, policy: DownloadPolicy, decompression: HTTPClient.Decompression) {
        self.authorities = authorities
        self.policy = policy
        self.decompression = decompression
    }

    deinit {
        client.withLock { $0 }?.shutdown { _ in }
    }

    /// The client.
    func made() -> HTTPClient {
        client.withLock { client in
            if let client { return client }
            var tls = TLSConfiguration.makeClientConfiguration()
            if let authorities { tls.trustRoots = .file(authorities) }
            // The reader must check a redirection before it follows it. The reader also limits the time between two
            // parts, because the client cannot distinguish a slow reader from a slow server.
            var configuration = HTTPClient.Configuration(
                tlsConfiguration: tls, redirectConfiguration: .disallow,
                timeout: .init(connect: .nanoseconds(Int64(policy.connectTimeout / .nanoseconds(1)))),
                decompression: decompression)
            configuration.httpVersion = .http1Only
            // Each reader uses at most one connection.
            configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1024
            configuration.connectionPool.retryConnectionEstablishment = false
            let made = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
            client = made
            return made
        }
    }
}
