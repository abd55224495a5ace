internal import AsyncHTTPClient
internal import BuildInfo
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPCompression
package import SourceDescriptions

/// Posts requests to servers, over connections that it keeps open. One per process.
package final class PostClient: Sendable {
    let policy: DownloadPolicy
    let stop = StopBroadcast()
    private let client: LazyClient

    /// The most that a compressed answer may grow. Similar records shrink to a hundredth.
    private static let mostGrowth = 400

    /// - Parameter authorities: a file with certificates; nil for those of the system.
    package init(authorities: String? = nil, policy: DownloadPolicy = .service()) {
        self.policy = policy
        client = LazyClient(
            authorities: authorities, policy: policy, decompression: .enabled(limit: .ratio(Self.mostGrowth)))
    }

    /// Starts a request. It is cancelled with the last reference to what this returns.
    ///
    /// - Parameters:
    ///   - body: JSON.
    ///   - address: where to. A login `user:password` is sent as it is, and `:token` as a bearer's token.
    package func post(_ body: [UInt8], to address: WebAddress) throws(PostFailure) -> PostedRequest {
        guard stop.raisedAt == nil else { throw .stopped }
        do {
            var headers: HTTPHeaders = ["Content-Type": "application/json", "User-Agent": BuildInfo.userAgent]
            if let login = address.login {
                let isToken = login.hasPrefix(":")
                let credentials =
                    isToken
                    ? "Bearer \(String(decoding: PercentEncoding.decoded(login.dropFirst().utf8), as: UTF8.self))"
                    : "Basic \(Downloader.encoded(login))"
                headers.add(name: "Authorization", value: credentials)
            }
            let request = try HTTPClient.Request(
                url: address.text, method: .POST, headers: headers, body: .bytes(body))
            let bell = Doorbell()
            stop.add(bell)
            let response = ResponseBuffer(bell)
            // On the connection's loop. On another one, async-http-client 1.37 may return the connection only after the whole answer,
            // and ends the process if it was closed meanwhile.
            let made = client.made()
            let task = made.execute(
                request: request, delegate: response,
                eventLoop: .delegateAndChannel(on: made.eventLoopGroup.next()))
            return PostedRequest(self, address, PendingRequest(task, response), bell)
        } catch {
            throw .failed(Downloader.words(error, address))
        }
    }

    /// Waits, or fails at once when the process is stopping. Blocks.
    package func wait(_ pause: Duration) throws(PostFailure) {
        let bell = Doorbell()
        stop.add(bell)
        defer { stop.remove(bell) }
        let end = ContinuousClock.now + pause
        repeat {
            guard stop.raisedAt == nil else { throw .stopped }
        } while bell.wait(until: end)
    }

    /// Ends all waiting for servers soon, because the process is stopping.
    package func end() { stop.raise() }
}

/// Why a request has no whole answer.
package enum PostFailure: Error, Sendable {
    /// The server cannot be reached, is too slow, or broke off; the fault.
    case failed(String)
    /// The process is stopping.
    case stopped
}
