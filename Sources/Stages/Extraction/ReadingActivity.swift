import DisplayText
import Synchronization
import Telemetry

/// What the workers of the process read, and since when without progress: a batch, or while nothing is published yet, a
/// piece of text. Async functions take no lock themselves (docs/decisions/0020).
final class ReadingActivity: Sendable {
    /// The name of the check in the service's health.
    static let check = "reading"

    private struct Reading {
        let source: String
        var since: ContinuousClock.Instant
        var hasProgressed = false
        /// Since when it looks for records.
        var readingSince: ContinuousClock.Instant?
    }

    private struct State {
        var lastNumber = 0
        var readings: [Int: Reading] = [:]
    }

    /// The time without progress after which the service is not ready.
    let patience: Duration
    private let state = Mutex(State())

    init(patience: Duration = .seconds(300)) {
        self.patience = patience
    }

    /// A worker starts to read.
    ///
    /// - Returns: a number for the reading.
    @inline(never)
    func begin(_ source: String) -> Int {
        state.withLock { state in
            state.lastNumber += 1
            state.readings[state.lastNumber] = Reading(source: source, since: .now)
            return state.lastNumber
        }
    }

    /// A reading makes progress.
    ///
    /// - Returns: whether it had made any before.
    @inline(never)
    func progressed(_ reading: Int) -> Bool {
        state.withLock { state in
            defer {
                state.readings[reading]?.since = .now
                state.readings[reading]?.hasProgressed = true
            }
            return state.readings[reading]?.hasProgressed ?? false
        }
    }

    /// The time for which a reading has looked for records, from the first call on.
    @inline(never)
    func readingTime(_ reading: Int) -> Duration {
        state.withLock { state in
            let now = ContinuousClock.now
            let since = state.readings[reading]?.readingSince ?? now
            state.readings[reading]?.readingSince = since
            return now - since
        }
    }

    /// The time for which a worker has waited for a source, if that is longer than the patience.
    @inline(never)
    func hangTime(on source: String) -> Duration? {
        slowest(.now) { $0.source == source }?.time
    }

    /// The reading that has made no progress for the longest time, if that is longer than the patience.
    @inline(never)
    private func slowest(
        _ now: ContinuousClock.Instant, among isMeant: (Reading) -> Bool
    ) -> (source: String, time: Duration)? {
        let slowest = state.withLock { $0.readings.values.filter(isMeant).min { $0.since < $1.since } }
        guard let slowest, now - slowest.since > patience else { return nil }
        return (slowest.source, now - slowest.since)
    }

    /// A worker has finished a reading, or waits for the broker.
    @inline(never)
    func end(_ reading: Int) {
        _ = state.withLock { $0.readings.removeValue(forKey: reading) }
    }

    /// The service's check: it fails while a worker makes no progress, and names the source.
    var outcomes: [String: Health.Outcome] { found(.now) }

    @inline(never)
    private func found(_ now: ContinuousClock.Instant) -> [String: Health.Outcome] {
        guard let slowest = slowest(now, among: { _ in true }) else { return [Self.check: .ok] }
        return [
            Self.check: .failed(
                reason: "no progress for \(slowest.time.components.seconds) seconds on \(slowest.source)".printable
                    .shortened)
        ]
    }
}
