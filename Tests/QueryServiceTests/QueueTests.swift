import CoreMetrics
import Dispatch
import Logging
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import QueryService
@testable import TokenGraph

@Suite(.serialized) struct QueueTests {
    @Test func takesWaitingLookupsTogetherAndOthersOneByOne() {
        let queue = StatementQueue(limit: 100)
        queue.opened(with: [])
        queue.opened(with: [])
        for number in 0..<20 { queue.submit([.lookup(number)]) { _ in } }
        queue.submit([.list]) { _ in }
        let first = queue.take(after: [])
        #expect(first.map(\.statements.first) == (0..<16).map { .lookup($0) })
        // One session is enough for a few lookups, so another takes what does not wait for them.
        let other = queue.take(after: [])
        #expect(other.map(\.statements) == [[.list]])
        #expect(queue.take(after: first).map(\.statements.first) == (16..<20).map { .lookup($0) })
    }

    @Test func takesLookupsByAnotherSessionIfOneDoesNotKeepUp() {
        let queue = StatementQueue(limit: 100)
        for _ in 0..<3 { queue.opened(with: []) }
        queue.submit([.lookup(0)]) { _ in }
        #expect(queue.take(after: []).count == 1)
        for number in 0..<16 { queue.submit([.lookup(number)]) { _ in } }
        #expect(queue.take(after: []).count == 16)
    }

    @Test func takesLookupsByAnotherSessionIfOneIsStalled() async throws {
        let queue = StatementQueue(limit: 100, lookupPatience: .milliseconds(1))
        for _ in 0..<2 { queue.opened(with: []) }
        queue.submit([.lookup(0)]) { _ in }
        #expect(queue.take(after: []).count == 1)
        try await Task.sleep(for: .milliseconds(20))
        queue.submit([.lookup(1)]) { _ in }
        #expect(queue.take(after: []).map(\.statements) == [[.lookup(1)]])
    }

    @Test func takesWhatHasWaitedLongest() {
        let queue = StatementQueue(limit: 100)
        queue.opened(with: [])
        queue.submit([.list]) { _ in }
        queue.submit([.lookup(1)]) { _ in }
        queue.submit([.lookup(1), .lookup(2)]) { _ in }
        var taken: [StatementQueue.Request] = []
        var counts: [[Int]] = []
        for _ in 0..<3 {
            taken = queue.take(after: taken)
            counts.append(taken.map(\.statements.count))
        }
        // Two statements need one snapshot, so they are no lookup.
        #expect(counts == [[1], [1], [2]])
    }

    @Test func refusesWhatExceedsTheQueueAndWhatHasWaitedTooLong() {
        let queue = StatementQueue(limit: 2)
        let codes = Mutex<[String]>([])
        let note: @Sendable (StatementQueue.Outcome) -> Void = { outcome in
            guard case .failure(.refused(.crowded)) = outcome else { return }
            codes.withLock { $0.append("crowded") }
        }
        queue.submit([.lookup(1)], onOutcome: note)
        queue.submit([.list], onOutcome: note)
        #expect(codes.withLock { $0.count } == 0)
        queue.submit([.lookup(2)], onOutcome: note)
        #expect(codes.withLock { $0.count } == 1)
        queue.refuseOverdue(now: .now + .seconds(6))
        #expect(codes.withLock { $0.count } == 3)
        queue.submit([.lookup(3)], onOutcome: note)
        #expect(codes.withLock { $0.count } == 3)
    }

    @Test func givesEachOfSeveralLookupsItsOwnOutcome() async throws {
        try await withLoadedDatabase { url, _ in
            let session = try await QuerySession.connect(
                PostgresConfiguration(url: url, applicationName: "tests"), timeout: .seconds(5))
            let queue = StatementQueue(limit: 100)
            let (outcomes, sink) = AsyncStream<(Int, String)>.makeStream()
            let texts = ["SELECT 'a'", "SELECT (1 / 0)::text", "SELECT NULL::text", "SELECT 'd'"]
            for (index, text) in texts.enumerated() {
                let statement = Statement(text: text, parameters: [], isLookup: true)
                queue.submit([statement]) { outcome in sink.yield((index, outcome.summary)) }
            }
            async let end = session.serve(queue, first: [], within: .seconds(5))
            var found: [Int: String] = [:]
            for await (index, summary) in outcomes {
                found[index] = summary
                if found.count == texts.count { break }
            }
            queue.stop(sessions: 1)
            #expect(await end == nil)
            #expect(found == [0: "a", 1: "22012", 2: "54000", 3: "d"])
            await session.close()
        }
    }

    @Test func leavesLookupsOfALostSessionToTheNext() async throws {
        try await withLoadedDatabase { url, owner in
            let session = try await QuerySession.connect(
                PostgresConfiguration(url: url, applicationName: "lost"), timeout: .seconds(5))
            _ = try await owner.query(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'lost'")
            let queue = StatementQueue(limit: 100)
            for number in 0..<3 { queue.submit([.lookup(number)]) { _ in } }
            let end = await session.serve(queue, first: [], within: .seconds(5))
            #expect(end?.requests.map(\.statements) == (0..<3).map { [.lookup($0)] })
        }
    }
}

extension StatementQueue {
    fileprivate convenience init(limit: Int, lookupPatience: Duration = .seconds(60)) {
        self.init(
            limit: limit, patience: .seconds(5), lookupPatience: lookupPatience, budget: ResponseBudget(),
            metrics: QueryMetrics(factory: NOOPMetricsHandler.instance))
    }
}

extension Statement {
    fileprivate static func lookup(_ number: Int) -> Statement {
        Statement(text: "SELECT \(number)::text", parameters: [], isLookup: true)
    }

    fileprivate static let list = Statement(text: "SELECT 'list'", parameters: [], isLookup: false)
}

extension StatementQueue.Outcome {
    /// The text, or the code of the error.
    fileprivate var summary: String {
        switch self {
        case .success(let texts): texts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ",")
        case .failure(.database(let failure)): failure.error.sqlState.code
        case .failure(let failure): "\(failure)"
        }
    }
}

/// Sessions on threads of their own, which answer everything at once.
@Suite(.timeLimit(.minutes(1))) struct IdleQueueTests {
    private static func withSessions(
        _ count: Int, limit: Int, _ body: (StatementQueue) async -> Void
    ) async {
        let queue = StatementQueue(limit: limit)
        let ended = DispatchGroup()
        for _ in 0..<count {
            queue.opened(with: [])
            DispatchQueue(label: "session").async(group: ended) {
                var taken = queue.take(after: [])
                while !taken.isEmpty {
                    for request in taken { queue.finish(request, .success([])) }
                    taken = queue.take(after: taken)
                }
            }
        }
        await body(queue)
        queue.stop(sessions: count)
        await withCheckedContinuation { end in ended.notify(queue: .global()) { end.resume() } }
    }

    private static func ask(_ queue: StatementQueue, _ statement: Statement) async -> StatementQueue.Outcome {
        await withCheckedContinuation { answer in queue.submit([statement]) { answer.resume(returning: $0) } }
    }

    @Test func everyRequestWakesASessionWhateverTheOthersDo() async {
        await Self.withSessions(4, limit: 1000) { queue in
            for round in 0..<2000 {
                await withTaskGroup { group in
                    for number in 0...(round % 7) {
                        group.addTask { _ = await Self.ask(queue, number % 2 == 0 ? .list : .lookup(number)) }
                    }
                }
            }
        }
    }

    @Test(arguments: [(1, 0), (2, 5), (4, 64)])
    func noMoreClientsThanThereArePlacesAreNeverRefused(sessions: Int, limit: Int) async {
        await Self.withSessions(sessions, limit: limit) { queue in
            await withTaskGroup { group in
                for client in 0..<(sessions + limit) {
                    group.addTask {
                        for _ in 0..<(4000 / (sessions + limit)) {
                            let outcome = await Self.ask(queue, client % 2 == 0 ? .list : .lookup(client))
                            #expect(outcome.summary == "")
                        }
                    }
                }
            }
        }
    }
}
