internal import NIOHTTP1
internal import SourceDescriptions
internal import SourceReading

extension RemoteReader {
    /// The maximum number of redirections for one response.
    private static let mostRedirections = 5

    /// Requests a range of the file, or everything from an offset on.
    ///
    /// - Returns: the response, which may start earlier if the server sends no parts, and the version of the file.
    func request(
        from first: UInt64, to last: UInt64?
    ) throws(DownloadFailure) -> (answer: ResponseRange, version: FileVersion) {
        let range = "bytes=\(first)-\(last.map { "\($0)" } ?? "")"
        let (request, head) = try send(range)
        // An empty file has no part at all.
        guard head.status == .rangeNotSatisfiable, first == 0, version?.size ?? 0 == 0 else {
            return try accept(request, head, from: first)
        }
        let (whole, wholeHead) = try send(nil)
        return try accept(whole, wholeHead, from: 0)
    }

    /// Sends a request, to where redirections lead, and waits for the head of the answer.
    private func send(_ range: String?) throws(DownloadFailure) -> (PendingRequest, HTTPResponseHead) {
        var address = location.address
        for _ in 0...Self.mostRedirections {
            try check(address)
            var headers = version?.conditions ?? [:]
            if let range { headers.add(name: "Range", value: range) }
            let response = ResponseBuffer(bell)
            let request = PendingRequest(try downloader.start(address, headers, response), response)
            let head = try awaitHead(of: request, from: address)
            guard [301, 302, 303, 307, 308].contains(head.status.code) else { return (request, head) }
            let target = head.headers.first(name: "Location").flatMap { Downloader.target(of: $0, from: address) }
            guard let target else { throw .permanent(.notServed(status: Int(head.status.code))) }
            guard target.isSecure || !address.isSecure else {
                throw .permanent(.notDownloadable("\(address.origin) redirects from https to http"))
            }
            address = target
        }
        throw .permanent(
            .notDownloadable("\(location.address.origin) redirects more than \(Self.mostRedirections) times"))
    }

    private func check(_ address: WebAddress) throws(DownloadFailure) {
        do throws(SourceError) {
            try downloader.urls.check(address, of: location.name)
        } catch {
            throw .permanent(error.reason)
        }
    }

    private func awaitHead(
        of request: PendingRequest, from address: WebAddress
    ) throws(DownloadFailure) -> HTTPResponseHead {
        let deadline = ContinuousClock.now + downloader.policy.connectTimeout + downloader.policy.stallTimeout
        while true {
            if let head = request.response.head { return head }
            if case .failure(let error)? = request.response.end { throw .transient(Downloader.words(error, address)) }
            try awaitNews(until: deadline, from: address)
        }
    }

    /// Verifies that a response matches the request.
    private func accept(
        _ request: PendingRequest, _ head: HTTPResponseHead, from first: UInt64
    ) throws(DownloadFailure) -> (answer: ResponseRange, version: FileVersion) {
        switch head.status.code {
        case 206:
            let range = head.headers.first(name: "Content-Range").flatMap { ContentRange($0) }
            guard let bytes = range?.bytes, bytes.lowerBound == first else {
                throw .transient("\(location.address.origin) sent other bytes than requested")
            }
            let version = try compare(range?.size, head)
            return (ResponseRange(request: request, next: first, end: bytes.upperBound + 1), version)
        case 200:
            let version = try compare(head.headers.first(name: "Content-Length").flatMap { UInt64($0) }, head)
            return (ResponseRange(request: request, next: 0, end: version.size), version)
        case 412, 416: throw .permanent(.contentChanged)
        case 408, 425, 429, 500...599:
            let words = "\(location.address.origin) responds with \(head.status.code) \(head.status.reasonPhrase)"
            throw .transient(words, after: head.headers.first(name: "Retry-After").flatMap(Self.pause))
        case let status: throw .permanent(.notServed(status: Int(status)))
        }
    }

    /// The version in a response, which must equal that of the first one.
    private func compare(_ size: UInt64?, _ head: HTTPResponseHead) throws(DownloadFailure) -> FileVersion {
        guard let size else {
            throw .permanent(.notDownloadable("\(location.address.origin) does not send the length of the file"))
        }
        guard let found = FileVersion(size: size, head.headers) else {
            throw .permanent(
                .notDownloadable(
                    "\(location.address.origin) sends neither ETag nor Last-Modified, so a change would go unnoticed"))
        }
        guard let version else { return found }
        guard found.size == version.size else {
            throw .permanent(.sizeChanged(expected: version.size, found: found.size))
        }
        guard found.isSame(as: version) else { throw .permanent(.contentChanged) }
        return version
    }

    /// Seconds, or a moment (RFC 9110, section 10.2.3).
    static func pause(_ text: String) -> Duration? {
        if let seconds = Int(text), seconds >= 0 { return .seconds(min(seconds, 86_400)) }
        return HTTPDate(text).map { .seconds(max(0, $0.secondsSinceEpoch - HTTPDate.now)) }
    }
}
