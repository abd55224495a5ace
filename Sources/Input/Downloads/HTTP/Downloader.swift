internal import AsyncHTTPClient
internal import BuildInfo
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL
internal import SourceDescriptions
internal import Synchronization

/// Requests files from servers. One per process; its connections close with its last reference.
final class Downloader: Sendable {
    let policy: DownloadPolicy
    let stop = StopBroadcast()
    let observer: @Sendable (DownloadRetry) -> Void
    let urls: SourceURLs
    private let authorities: String?
    private let client = Mutex<HTTPClient?>(nil)

    /// - Parameter authorities: a file with certificates; nil for those of the system.
    init(
        urls: SourceURLs, authorities: String?, policy: DownloadPolicy,
        observer: @escaping @Sendable (DownloadRetry) -> Void
    ) {
        self.urls = urls
        self.authorities = authorities
        self.policy = policy
        self.observer = observer
    }

    deinit {
        client.withLock { $0 }?.shutdown { _ in }
    }

    /// Starts a request.
    ///
    /// - Returns: a handle that cancels the request.
    func start(
        _ address: WebAddress, _ headers: HTTPHeaders, _ response: ResponseBuffer
    ) throws(DownloadFailure) -> HTTPClient.Task<Void> {
        do {
            var headers = headers
            headers.add(name: "Accept-Encoding", value: "identity")
            headers.add(name: "User-Agent", value: BuildInfo.userAgent)
            if let login = address.login { headers.add(name: "Authorization", value: "Basic \(Self.encoded(login))") }
            let request = try HTTPClient.Request(url: address.text, headers: headers)
            return sharedClient().execute(request: request, delegate: response)
        } catch {
            throw .transient(Self.words(error, address))
        }
    }

    /// Created on first use, because it has threads.
    private func sharedClient() -> HTTPClient {
        client.withLock { client in
            if let client { return client }
            var tls = TLSConfiguration.makeClientConfiguration()
            if let authorities { tls.trustRoots = .file(authorities) }
            // The reader must check a redirection before it follows it. The reader also limits the time between two
            // parts, because the client cannot distinguish a slow reader from a slow server.
            var configuration = HTTPClient.Configuration(
                tlsConfiguration: tls, redirectConfiguration: .disallow,
                timeout: .init(connect: .nanoseconds(Int64(policy.connectTimeout / .nanoseconds(1)))))
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
