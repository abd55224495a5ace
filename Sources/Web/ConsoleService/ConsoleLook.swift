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
    private let last = Mutex<(snapshot: Snapshot?, event: [UInt8])>((nil, []))

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
    private func keep(_ snapshot: Snapshot) {
        let event = snapshot.event
        last.withLock { $0 = (snapshot, event) }
    }

    /// Looks until it is cancelled.
    func run() async {
        let report = StatusReport(StatusRequest(servers: request, isRepeated: true))
        while !Task.isCancelled {
            do {
                // Most looks find the letters of the one before: these are not sorted again.
                var known: (readAt: ContinuousClock.Instant, census: LetterCensus)?
                try await report.watch { status, letters in
                    let census = known.flatMap { $0.readAt == letters.readAt ? $0.census : nil } ?? letters.census
                    known = (letters.readAt, census)
                    let snapshot = Snapshot(status: status, letters: census, lookedAt: time(nil))
                    keep(snapshot)
                    metrics.looked(at: snapshot.lookedAt, letters: census.letters.count)
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
