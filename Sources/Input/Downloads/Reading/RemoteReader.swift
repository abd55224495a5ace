internal import NIOHTTP1
internal import SourceDescriptions
internal import SourceReading

/// Reads a file from a server, and retries failed requests.
struct RemoteReader: ~Copyable {
    /// The bytes of the first request, which are kept: the longest header, and what a fingerprint has of a link. Not more: a slow link must come that far in the time that an opening has.
    private static let headSize: UInt64 = 64 << 10

    let location: SourceLink
    let downloader: Downloader
    let bell = Doorbell()
    /// The version of the first response.
    var version: FileVersion?
    private var attempts: Attempts
    private var pace: ReadingPace
    private var head: [UInt8] = []
    private var answer: ResponseRange?

    init(_ location: SourceLink, by downloader: Downloader) {
        self.location = location
        self.downloader = downloader
        attempts = Attempts(of: location.name, by: downloader, bell)
        pace = ReadingPace(downloader.policy)
        downloader.stop.add(bell)
    }

    deinit {
        downloader.stop.remove(bell)
    }

    /// Requests the file, and reads its beginning.
    ///
    /// - Parameter known: a version of which nothing needs to be read.
    mutating func begin(known: FileVersion?) throws(SourceError) -> FileVersion {
        attempts.deadline = downloader.policy.beginning.map { .now + $0 }
        defer { attempts.deadline = nil }
        if let known, try requestFirst(1) == known {
            try endFirst()
            return known
        }
        let version = try requestFirst(Self.headSize)
        var bytes = [UInt8](repeating: 0, count: Int(min(version.size, Self.headSize)))
        var count = 0
        while count < bytes.count {
            count += try readSome(at: UInt64(count), into: &bytes, count..<bytes.count)
        }
        head = bytes
        return version
    }

    private mutating func requestFirst(_ count: UInt64) throws(SourceError) -> FileVersion {
        while true {
            do throws(DownloadFailure) {
                let (answer, version) = try request(from: 0, to: count - 1)
                self.answer = answer
                self.version = version
                return version
            } catch {
                try attempts.wait(after: error)
            }
        }
    }

    /// Ends the answer of one byte. A server that sends no parts would send the whole file.
    private mutating func endFirst() throws(SourceError) {
        if version?.size ?? 0 > 0 {
            var byte: [UInt8] = [0]
            _ = try readSome(at: 0, into: &byte, 0..<1)
        }
        if let answer, answer.next == answer.end { finish(answer) }
        answer = nil
    }

    /// Whether the open request continues with the byte at an offset.
    func isNext(_ offset: UInt64) -> Bool {
        guard let answer else { return false }
        return offset >= head.count && offset == answer.next && offset < answer.end
    }

    /// Reads at least one byte, which must exist.
    mutating func readSome(
        at offset: UInt64, into buffer: inout [UInt8], _ range: Range<Int>
    ) throws(SourceError) -> Int {
        guard offset >= head.count else {
            let known = head[Int(offset)...].prefix(range.count)
            buffer.replaceSubrange(range.lowerBound..<range.lowerBound + known.count, with: known)
            return known.count
        }
        return try readAgain { reader throws(DownloadFailure) in
            try reader.go(to: offset)
            return try reader.take(into: &buffer, range)
        }
    }

    /// Reads a part, which must exist, and nothing else.
    mutating func readPart(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) {
        var bytes = [UInt8](repeating: 0, count: buffer.count)
        var count = 0
        while count < bytes.count {
            let place = offset + UInt64(count)
            let rest = count..<bytes.count
            guard place >= head.count else {
                count += try readSome(at: place, into: &bytes, rest)
                continue
            }
            count += try readAgain { reader throws(DownloadFailure) in
                try reader.go(to: place, end: offset + UInt64(bytes.count))
                return try reader.take(into: &bytes, rest)
            }
        }
        buffer.copyBytes(from: bytes)
    }

    /// Reads, again after a failure that may pass.
    private mutating func readAgain(
        _ read: (inout RemoteReader) throws(DownloadFailure) -> Int
    ) throws(SourceError) -> Int {
        while true {
            do throws(DownloadFailure) {
                let count = try read(&self)
                attempts.succeed()
                return count
            } catch {
                answer = nil
                try attempts.wait(after: error)
            }
        }
    }
}

extension RemoteReader {
    /// The most bytes before a part that are read and dropped.
    private static let mostDropped: UInt64 = 4 << 20

    /// Makes the byte at an offset the next one to read.
    ///
    /// - Parameter end: the end of the part to request; nil for the rest of the file.
    private mutating func go(to offset: UInt64, end: UInt64? = nil) throws(DownloadFailure) {
        if let answer, answer.next == offset, offset < answer.end { return }
        if let answer, answer.next == answer.end { finish(answer) }
        answer = nil
        answer = try request(from: offset, to: end.map { $0 - 1 }).answer
        if end != nil, let start = answer?.next, offset - start > Self.mostDropped {
            throw .permanent(
                .notDownloadable(
                    "\(location.address.origin) sends only whole files, and a Parquet file is read in parts"))
        }
        // If a server sends no parts, the bytes before the offset are read and dropped. That is no progress.
        var dropped = [UInt8](repeating: 0, count: 64 << 10)
        while let answer, answer.next < offset {
            _ = try take(into: &dropped, 0..<Int(min(UInt64(dropped.count), offset - answer.next)))
        }
    }

    /// Waits until the client has also seen the end of the answer, so that the connection can be reused.
    private func finish(_ answer: ResponseRange) {
        let deadline = ContinuousClock.now + .seconds(1)
        while answer.request.response.end == nil, bell.wait(until: deadline) {}
    }

    /// Takes at least a byte of the answer.
    private mutating func take(into buffer: inout [UInt8], _ range: Range<Int>) throws(DownloadFailure) -> Int {
        guard let answer, answer.next < answer.end else { throw .transient("no request is open") }
        let most = Int(min(UInt64(range.count), answer.end - answer.next))
        let deadline = ContinuousClock.now + downloader.policy.stallTimeout
        while true {
            switch answer.request.response.take(into: &buffer, range.prefix(most)) {
            case .bytes(let count):
                pace.received += count
                self.answer?.next += UInt64(count)
                return count
            case .ended(.success): throw .transient("\(location.address.origin) ended its response too early")
            case .ended(.failure(let error)): throw .transient(Downloader.words(error, location.address))
            case .nothing:
                let start = ContinuousClock.now
                defer { pace.waited += .now - start }
                try pace.check(location.address)
                try awaitNews(until: deadline, from: location.address)
            }
        }
    }

    /// Fails when the time for the beginning of the file is over.
    private func checkBeginning(_ address: WebAddress) throws(DownloadFailure) {
        guard let end = attempts.deadline, end <= .now else { return }
        throw .slow("\(address.origin) does not send the file in time; \(Attempts.words(of: downloader.policy))")
    }

    /// Waits for the next part of an answer, or its end.
    func awaitNews(until deadline: ContinuousClock.Instant, from address: WebAddress) throws(DownloadFailure) {
        try checkBeginning(address)
        var deadline = attempts.deadline.map { min(deadline, $0) } ?? deadline
        if let stopped = downloader.stop.raisedAt {
            deadline = min(deadline, stopped + downloader.policy.afterStop)
        }
        guard !bell.wait(until: deadline) else { return }
        guard downloader.stop.raisedAt == nil else { throw .stopped }
        try checkBeginning(address)
        throw .transient(
            "no data from \(address.origin) for \(downloader.policy.stallTimeout / .seconds(1)) seconds")
    }
}
