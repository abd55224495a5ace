internal import AsyncHTTPClient
internal import BuildInfo
internal import NIOHTTP1
internal import SourceDescriptions

/// Requests files from servers. One per process; its connections close with its last reference.
final class Downloader: Sendable {
    let policy: DownloadPolicy
    let stop = StopBroadcast()
    let observer: @Sendable (DownloadRetry) -> Void
    let urls: SourceURLs
    private let client: LazyClient

    /// - Parameter authorities: a file with certificates; nil for those of the system.
    init(
        urls: SourceURLs, authorities: String?, policy: DownloadPolicy,
        observer: @escaping @Sendable (DownloadRetry) -> Void
    ) {
        self.urls = urls
        self.policy = policy
        self.observer = observer
        client = LazyClient(authorities: authorities, policy: policy, decompression: .disabled)
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
            return client.made().execute(request: request, delegate: response)
        } catch {
            throw .transient(Self.words(error, address))
        }
    }
}
