internal import NIOHTTP1
internal import SourceDescriptions

/// A request on its way, and its answer as it arrives: half a megabyte of it at a time. Calls block. Not thread-safe.
package final class PostedRequest {
    private let client: PostClient
    private let address: WebAddress
    private let request: PendingRequest
    private let bell: Doorbell
    private var pace: ReadingPace

    init(_ client: PostClient, _ address: WebAddress, _ request: PendingRequest, _ bell: Doorbell) {
        self.client = client
        self.address = address
        self.request = request
        self.bell = bell
        pace = ReadingPace(client.policy)
    }

    deinit {
        client.stop.remove(bell)
    }

    /// Waits for the beginning of the answer.
    ///
    /// - Returns: the status, and the pause that the server asks for.
    package func head() throws(PostFailure) -> (status: Int, pause: Duration?) {
        let deadline = ContinuousClock.now + client.policy.connectTimeout + client.policy.stallTimeout
        while true {
            if let head = request.response.head {
                let pause = head.headers.first(name: "Retry-After").flatMap(RemoteReader.pause)
                return (Int(head.status.code), pause)
            }
            if case .failure(let error)? = request.response.end { throw .failed(Downloader.words(error, address)) }
            try awaitNews(until: deadline)
        }
    }

    /// Takes bytes of the answer's body.
    ///
    /// - Returns: their number; 0 at the end of the answer.
    package func read(into buffer: inout [UInt8]) throws(PostFailure) -> Int {
        let deadline = ContinuousClock.now + client.policy.stallTimeout
        while true {
            switch request.response.take(into: &buffer, buffer.indices) {
            case .bytes(let count):
                pace.received += count
                return count
            case .ended(.success): return 0
            case .ended(.failure(let error)): throw .failed(Downloader.words(error, address))
            case .nothing: try awaitPart(until: deadline)
            }
        }
    }

    private func awaitPart(until deadline: ContinuousClock.Instant) throws(PostFailure) {
        let start = ContinuousClock.now
        defer { pace.waited += .now - start }
        do throws(DownloadFailure) {
            try pace.check(address)
        } catch {
            throw .failed("\(address.origin) answers too slowly")
        }
        try awaitNews(until: deadline)
    }

    private func awaitNews(until deadline: ContinuousClock.Instant) throws(PostFailure) {
        var deadline = deadline
        if let stopped = client.stop.raisedAt { deadline = min(deadline, stopped + client.policy.afterStop) }
        guard !bell.wait(until: deadline) else { return }
        guard client.stop.raisedAt == nil else { throw .stopped }
        throw .failed("no data from \(address.origin) for \(client.policy.stallTimeout.components.seconds) seconds")
    }
}
