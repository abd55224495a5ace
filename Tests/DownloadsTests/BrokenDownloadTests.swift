import Blocking
import SourceReading
import TestData
import TestSupport
import Testing

@testable import Downloads

/// A download survives faults that a retry can repair, and reports all others.
@Suite(.timeLimit(.minutes(1))) struct BrokenDownloadTests {
    private let bytes = Content.one

    /// The downloaded content, and the retries.
    private func download(
        _ policy: DownloadPolicy = .short, _ answer: @escaping @Sendable (FileServer.Request) -> FileServer.Answer
    ) async throws -> (content: [UInt8], retries: [DownloadRetry]) {
        try await FileServer.with(answer) { server in
            let (link, retries) = (server.origin + "/a.csv?token=5ecret", Retries())
            let content = try await blockingCall { try retries.places(policy).open(link).content() }
            return (content, retries.all)
        }
    }

    private func reason(
        _ answer: @escaping @Sendable (FileServer.Request) -> FileServer.Answer
    ) async throws -> SourceError? {
        do {
            _ = try await download(.short, answer)
            return nil
        } catch let error as SourceError {
            #expect(!error.description.contains("5ecret"))
            return error
        }
    }

    @Test(arguments: 1...6, [true, false])
    func goesOnWhereAConnectionBroke(seed: UInt64, hasRanges: Bool) async throws {
        var file = FileServer.File(bytes)
        file.hasRanges = hasRanges
        // Without ranges every answer starts from the beginning, so some of them must get further.
        let most = hasRanges ? 150_000 : 1_600_000
        let ends: [FileServer.Answer.End] = [.reset, .close]
        let (content, retries) = try await download { [file] request in
            var random = SeededGenerator(seed << 32 | UInt64(request.number))
            var answer = file.answer(request)
            answer.sent = request.number % 3 == 2 && !hasRanges ? .max : Int.random(in: 0...most, using: &random)
            if answer.sent < answer.body.count { answer.end = ends.randomElement(using: &random) ?? .close }
            return answer
        }
        #expect(content == bytes)
        #expect(!retries.isEmpty || !hasRanges)
        #expect(retries.allSatisfy { !$0.reason.contains("5ecret") && !$0.source.contains("5ecret") })
    }

    @Test func goesOnWhereAServerFellSilent() async throws {
        let file = FileServer.File(bytes)
        let (content, retries) = try await download { request in
            var answer = file.answer(request)
            if request.number == 1 { (answer.sent, answer.end) = (10_000, .stall) }
            if request.number == 2 { (answer.sent, answer.end) = (0, .stall) }
            return answer
        }
        #expect(content == bytes)
        #expect(retries.map(\.failures) == [1, 2])
        #expect(retries.allSatisfy { $0.reason.contains("no data from") })
    }

    @Test func givesAServerUpThatIsTooSlow() async throws {
        let file = FileServer.File(bytes)
        var policy = DownloadPolicy.short
        (policy.leastRate, policy.rateTime) = (1000, .milliseconds(300))
        do {
            _ = try await download(policy) { request in
                var answer = file.answer(request)
                if request.number == 1 { (answer.sent, answer.end) = (10_000, .trickle) }
                return answer
            }
            Issue.record("read it to its end")
        } catch let error as SourceError {
            #expect(error.mayPass && error.description.contains("ETL_SOURCE_LEAST_RATE"))
            #expect(!error.description.contains("5ecret"))
        }
    }

    @Test(arguments: [FileServer.Answer.End.trickle, .stall, .reset])
    func doesNotWaitForABeginningForLongerThanItIsTo(end: FileServer.Answer.End) async throws {
        let file = FileServer.File(bytes)
        var policy = DownloadPolicy.short
        (policy.leastRate, policy.beginning, policy.attempts) = (0, .milliseconds(500), 1_000_000)
        do {
            _ = try await download(policy) { request in
                var answer = file.answer(request)
                (answer.sent, answer.end) = (0, end)
                return answer
            }
            Issue.record("read it")
        } catch let error as SourceError {
            #expect(error.description.contains("--timeout"), "\(error)")
        }
    }

    @Test(arguments: [408, 425, 429, 500, 502, 503, 504]) func asksAgainWhenAServerIsBusy(status: Int) async throws {
        let file = FileServer.File(bytes)
        let (content, retries) = try await download { request in
            request.number % 3 == 2 ? file.answer(request) : FileServer.Answer(status: status)
        }
        #expect(content == bytes)
        #expect(retries.map(\.failures) == [1, 2, 1, 2])
        #expect(retries.allSatisfy { $0.reason.contains("\(status)") })
    }

    @Test func waitsAsLongAsAServerAsks() async throws {
        let file = FileServer.File(bytes)
        var policy = DownloadPolicy.short
        policy.longestPause = .milliseconds(600)
        let start = ContinuousClock.now
        let (content, retries) = try await download(policy) { request in
            switch request.number {
            case 0: FileServer.Answer(status: 503, headers: ["Retry-After": "1"])
            case 1: FileServer.Answer(status: 503, headers: ["Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT"])
            default: file.answer(request)
            }
        }
        #expect(content == bytes)
        #expect(retries.first?.pause == .seconds(1))
        #expect(try #require(retries.last).pause < .milliseconds(10))
        #expect(ContinuousClock.now - start >= .seconds(1))
    }

    @Test func givesUpAfterSomeAttemptsWithoutAByte() async throws {
        let file = FileServer.File(bytes)
        let error = try await reason { $0.number == 0 ? file.answer($0) : FileServer.Answer(status: 500) }
        #expect(error?.mayPass == true)
        #expect(error?.description.contains("tried 4 times") == true)
    }

    @Test func tellsThatNobodyListens() async throws {
        let origin = try await FileServer.with { _ in
            FileServer.Answer(status: 500)
        } _: {
            $0.origin
        }
        let error = try await blockingCall {
            try failure { _ = try Retries().places().open(origin + "/a.csv") }
        }
        guard case .inputOutput(let words)? = error else { throw Unexpected(reason: error) }
        #expect(words.contains("no server listens at \(origin)"))
    }

    @Test(arguments: [400, 401, 403, 404, 410, 418])
    func tellsWhatAServerWillNotGive(status: Int) async throws {
        let error = try await reason { _ in FileServer.Answer(status: status) }
        #expect(error?.reason == .notServed(status: status))
        #expect(error?.mayPass == false)
        if status == 403 { #expect(error?.description.contains("--again") == true) }
    }

    @Test(arguments: [true, false]) func neverMixesTwoVersions(serverLooks: Bool) async throws {
        let old = FileServer.File(bytes)
        var new = FileServer.File(Content.other)
        (new.tag, new.looksAtVersions) = ("\"two\"", serverLooks)
        let error = try await reason { [new] in $0.number == 0 ? old.answer($0) : new.answer($0) }
        #expect(error?.reason == .contentChanged)
    }

    @Test func tellsThatAFileHasGrown() async throws {
        let old = FileServer.File(bytes)
        let new = FileServer.File(bytes + [1])
        let error = try await reason { $0.number == 0 ? old.answer($0) : new.answer($0) }
        #expect(error?.reason == .sizeChanged(expected: 1_200_000, found: 1_200_001))
    }

    @Test func takesNoBytesThatWereNotAskedFor() async throws {
        let file = FileServer.File(bytes)
        for range in [
            "bytes 5-99/1200000", "bytes 65536-9999999/1200000", "items 65536-65542/1200000", "", "bytes */9",
        ] {
            let error = try await reason { request in
                var answer = file.answer(request)
                if request.number > 0 { answer.headers["Content-Range"] = range }
                return answer
            }
            #expect(error?.mayPass == true, "\(range)")
            #expect(error?.description.contains("other bytes") == true, "\(range)")
        }
    }

    @Test func wantsToKnowTheSizeAndTheVersion() async throws {
        let text = try await reason { _ in
            FileServer.Answer(status: 200, headers: ["ETag": "\"one\""], body: [1, 2, 3])
        }
        #expect(text?.description.contains("curl … | etl submit -") == true)
        var file = FileServer.File(bytes)
        (file.tag, file.written) = (nil, nil)
        let error = try await reason { [file] in file.answer($0) }
        #expect(error?.description.contains("ETag") == true)
    }

    @Test(arguments: [true, false]) func stopsWaitingWhenTheProcessEnds(isPausing: Bool) async throws {
        let file = FileServer.File(bytes)
        var policy = DownloadPolicy.short
        (policy.stallTimeout, policy.firstPause, policy.longestPause) = (.seconds(50), .seconds(50), .seconds(50))
        let places = SourcePlaces(policy: policy)
        try await FileServer.with { request in
            var answer = file.answer(request)
            if request.number == 1 { (answer.sent, answer.end) = (1000, isPausing ? .close : .stall) }
            return answer
        } _: { server in
            let link = server.origin + "/a.csv"
            async let outcome = blockingCall { try failure { _ = try places.open(link).content() } }
            while server.requests.count < 2 { try await Task.sleep(for: .milliseconds(5)) }
            places.stop()
            #expect(try await outcome == .interrupted(.paused))
        }
    }

    private struct Unexpected: Error {
        let reason: SourceError.Reason?
    }
}
