import ConsolePages
import DatabaseHealth
import DeadLetters
import Glibc
import Logging
import Progress
import ServerAccess
import ServiceHost
import ServiceLogging
import Synchronization
import Telemetry

/// Looks at the servers every two seconds, for all pages: one look, whatever the number of viewers.
///
/// Nothing that locks is inlined: see docs/decisions/0020-locks-outside-of-async-functions.md.
final class ConsoleLook: Sendable {
    private let request: ServerRequest
    private let health: Health
    private let metrics: ConsoleMetrics
    private let logger: Logger
    private let last = Mutex(Last())
    private let renewal = LetterRenewal()

    private struct Last {
        var snapshot: Snapshot?
        var event: [UInt8] = []
        /// The pages of the look that somebody has asked for, and the bytes of their contents.
        var pages: [PageKey: Page] = [:]
        var bytes = 0
        /// When the reading of its letters began.
        var lettersReadAt: ContinuousClock.Instant?
    }

    /// The most bytes of the contents of pages that are kept.
    private static let mostBytes = 4 << 20
    /// What a page takes beside its content and its address.
    private static let bytesOfPage = 1000
    /// The longest address of a page that is kept: none of the console's links is longer.
    private static let longestAddress = 2000

    init(_ request: ServerRequest, health: Health, metrics: ConsoleMetrics, logger: Logger) {
        self.request = request
        self.health = health
        self.metrics = metrics
        self.logger = logger
    }

    /// The last look; nil before the first.
    var snapshot: Snapshot? { @inline(never) get { last.withLock { $0.snapshot } } }

    /// The last look as an event, rendered once for all viewers; empty before the first.
    var event: [UInt8] { @inline(never) get { last.withLock { $0.event } } }

    @inline(never)
    private func keep(_ snapshot: Snapshot, lettersReadAt: ContinuousClock.Instant) {
        let event = snapshot.event
        last.withLock { $0 = Last(snapshot: snapshot, event: event, lettersReadAt: lettersReadAt) }
    }

    /// A page that shows the last look alone: written once, for all who ask for it until the next one.
    func page(_ key: PageKey, _ make: (Snapshot?) -> Page) -> Page {
        let (snapshot, known) = known(key)
        if let known { return known }
        let written = make(snapshot).written()
        keep(written.page, written.bytes, as: key, of: snapshot)
        return written.page
    }

    @inline(never)
    private func known(_ key: PageKey) -> (Snapshot?, Page?) { last.withLock { ($0.snapshot, $0.pages[key]) } }

    @inline(never)
    private func keep(_ page: Page, _ bytes: Int, as key: PageKey, of snapshot: Snapshot?) {
        last.withLock { last in
            let bytes = bytes + key.address.utf8.count + Self.bytesOfPage
            guard last.snapshot?.lookedAt == snapshot?.lookedAt, last.pages[key] == nil,
                key.address.utf8.count <= Self.longestAddress, last.bytes + bytes <= Self.mostBytes
            else { return }
            last.pages[key] = page
            last.bytes += bytes
        }
    }

    /// Has the next look read the dead letters again, whatever their number.
    func readLettersAgain() { renewal.ask() }

    /// Has the dead letters read again, unless that was a moment ago, and waits until they are; at most for a while.
    func renewLetters() async {
        let before = lettersReadAt
        if let before, .now - before < .seconds(10) { return }
        renewal.ask()
        for _ in 0..<60 where lettersReadAt == before { try? await Task.sleep(for: .milliseconds(100)) }
    }

    private var lettersReadAt: ContinuousClock.Instant? { @inline(never) get { last.withLock { $0.lettersReadAt } } }

    /// Looks until it is cancelled.
    func run() async {
        let report = StatusReport(StatusRequest(servers: request, isRepeated: true, renewal: renewal))
        var history = FlowHistory()
        while !Task.isCancelled {
            do {
                // Most looks find the letters of the one before: these are not sorted again.
                var known: (readAt: ContinuousClock.Instant, time: Int, census: LetterCensus)?
                try await report.watch { status, letters in
                    let now = time(nil)
                    let same = known.flatMap { $0.readAt == letters.readAt ? $0 : nil }
                    let found = same ?? (letters.readAt, now, letters.census)
                    known = found
                    history.note(status, at: now)
                    let snapshot = Snapshot(
                        status: status, letters: found.census, lookedAt: now, lettersReadAt: found.time,
                        history: history)
                    keep(snapshot, lettersReadAt: letters.readAt)
                    metrics.looked(at: now, letters: found.census.letters.count)
                    note(status)
                }
            } catch {
                guard !Task.isCancelled else { return }
                logger.error("Cannot look at the servers", metadata: [LogKey.error: "\(error)"])
                health.set(DatabaseChecks.unavailable("\(error)"))
            }
            try? await Task.sleep(for: .seconds(2))
        }
    }

    private func note(_ status: Status) {
        let trouble = status.troubles.first { $0.hasPrefix("PostgreSQL") }
        health.set(trouble.map { DatabaseChecks.unavailable($0) } ?? DatabaseChecks.ok)
    }
}

/// What decides the content of a page that shows a look alone.
struct PageKey: Hashable {
    /// The path and the query, as they were asked for.
    let address: String
    let mayAct: Bool
}
