internal import NIOHTTP1
internal import SourceDescriptions
internal import SourceReading

extension RemoteReader {
    /// Redirections that are followed for one answer.
    private static let mostRedirections = 5

    /// Asks for a stretch of the file, or for all from an offset on.
    ///
    /// - Returns: the answer, which may start earlier where the server sends no parts, and what it is of.
    func ask(
        from first: UInt64, to last: UInt64?
    ) throws(DownloadTrouble) -> (answer: Answer, version: FileVersion) {
        let range = "bytes=\(first)-\(last.map { "\($0)" } ?? "")"
        let (call, head) = try call(range)
        // An empty file has no part at all.
        guard head.status == .rangeNotSatisfiable, first == 0, version?.size ?? 0 == 0 else {
            return try accept(call, head, from: first)
        }
        let (whole, wholeHead) = try self.call(nil)
        return try accept(whole, wholeHead, from: 0)
    }

    /// Sends a request, to where redirections lead, and waits for the head of the answer.
    private func call(_ range: String?) throws(DownloadTrouble) -> (Call, HTTPResponseHead) {
        var address = location.address
        for _ in 0...Self.mostRedirections {
            try check(address)
            var headers = version?.conditions ?? [:]
            if let range { headers.add(name: "Range", value: range) }
            let transfer = Transfer(bell)
            let call = Call(try downloader.start(address, headers, transfer), transfer)
            let head = try awaitHead(of: call, from: address)
            guard [301, 302, 303, 307, 308].contains(head.status.code) else { return (call, head) }
            let target = head.headers.first(name: "Location").flatMap { Downloader.target(of: $0, from: address) }
            guard let target else { throw .lasting(.notServed(status: Int(head.status.code))) }
            guard target.isSecure || !address.isSecure else {
                throw .lasting(.notDownloadable("\(address.origin) leads from https to http"))
            }
            address = target
        }
        throw .lasting(
            .notDownloadable("\(location.address.origin) redirects more than \(Self.mostRedirections) times"))
    }

    private func check(_ address: WebAddress) throws(DownloadTrouble) {
        do throws(SourceError) {
            try downloader.urls.check(address, of: location.name)
        } catch {
            throw .lasting(error.reason)
        }
    }

    private func awaitHead(of call: Call, from address: WebAddress) throws(DownloadTrouble) -> HTTPResponseHead {
        let deadline = ContinuousClock.now + downloader.patience.connecting + downloader.patience.stall
        while true {
            if let head = call.transfer.head { return head }
            if case .failure(let error)? = call.transfer.end { throw .passing(Downloader.words(error, address)) }
            try awaitNews(until: deadline, from: address)
        }
    }

    /// Makes sure that an answer is what was asked for.
    private func accept(
        _ call: Call, _ head: HTTPResponseHead, from first: UInt64
    ) throws(DownloadTrouble) -> (answer: Answer, version: FileVersion) {
        switch head.status.code {
        case 206:
            let range = head.headers.first(name: "Content-Range").flatMap { ContentRange($0) }
            guard let bytes = range?.bytes, bytes.lowerBound == first else {
                throw .passing("\(location.address.origin) sends other bytes than were asked for")
            }
            let version = try compare(range?.size, head)
            return (Answer(call: call, next: first, end: bytes.upperBound + 1), version)
        case 200:
            let version = try compare(head.headers.first(name: "Content-Length").flatMap { UInt64($0) }, head)
            return (Answer(call: call, next: 0, end: version.size), version)
        case 412, 416: throw .lasting(.contentChanged)
        case 408, 425, 429, 500...599:
            let words = "\(location.address.origin) answers \(head.status.code) \(head.status.reasonPhrase)"
            throw .passing(words, after: head.headers.first(name: "Retry-After").flatMap(Self.pause))
        case let status: throw .lasting(.notServed(status: Int(status)))
        }
    }

    /// What an answer is of; it must be what the first one was of.
    private func compare(_ size: UInt64?, _ head: HTTPResponseHead) throws(DownloadTrouble) -> FileVersion {
        guard let size else {
            throw .lasting(.notDownloadable("\(location.address.origin) does not tell how long the file is"))
        }
        guard let found = FileVersion(size: size, head.headers) else {
            throw .lasting(
                .notDownloadable(
                    "\(location.address.origin) tells neither ETag nor Last-Modified, and a change would go unnoticed"))
        }
        guard let version else { return found }
        guard found.size == version.size else {
            throw .lasting(.sizeChanged(expected: version.size, found: found.size))
        }
        guard found.isSame(as: version) else { throw .lasting(.contentChanged) }
        return version
    }

    /// Seconds, or a moment (RFC 9110, section 10.2.3).
    private static func pause(_ text: String) -> Duration? {
        if let seconds = Int(text), seconds >= 0 { return .seconds(min(seconds, 86_400)) }
        return HTTPDate(text).map { .seconds(max(0, $0.secondsSinceEpoch - HTTPDate.now)) }
    }
}
