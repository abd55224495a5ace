import Bus
import ETLModels
import Glibc
import Synchronization

/// What the workers of the process have in hand, and what has gone to the waiting queue since the last report. Async
/// functions take no lock themselves (docs/decisions/0020).
final class SightingBoard: Sendable {
    private typealias Sighting = SightingReport.Sighting

    private struct State {
        var lastNumber = 0
        var inHand: [Int: [Sighting]] = [:]
        var waiting: [String: Sighting] = [:]
        var takenUntil: Int64?
    }

    private let state = Mutex(State())

    /// A worker has taken a job.
    ///
    /// - Parameter time: when the job was published, in Unix seconds.
    /// - Returns: a number for the job in hand.
    @inline(never)
    func take(_ job: ExtractJob, publishedAt time: UInt64?) -> Int {
        // A clock ahead of this one must not make jobs older than they are.
        let time = time.map { min(Int64(clamping: $0), Int64(Glibc.time(nil))) }
        return state.withLock { state in
            state.lastNumber += 1
            state.inHand[state.lastNumber] = job.sightings(.reading)
            for sighting in job.sightings(.reading) { state.waiting[sighting.source] = nil }
            if let time { state.takenUntil = max(state.takenUntil ?? time, time) }
            return state.lastNumber
        }
    }

    /// What a worker does with its job.
    @inline(never)
    func note(_ activity: SightingReport.Sighting.Activity, _ number: Int?) {
        guard let number else { return }
        state.withLock { state in
            state.inHand[number] = state.inHand[number]?.map { Sighting($0.source, activity) }
        }
    }

    /// A job goes to the waiting queue, because of an error.
    @inline(never)
    func wait(_ job: ExtractJob, for error: StageError) {
        state.withLock { state in
            for sighting in job.sightings(.waiting, reason: error.description) {
                state.waiting[sighting.source] = sighting
            }
        }
    }

    /// A worker has finished with its job.
    @inline(never)
    func putDown(_ number: Int) {
        _ = state.withLock { $0.inHand.removeValue(forKey: number) }
    }

    /// What there is to report; nil if there is nothing. The next report has only what happens later, and what is still in
    /// hand.
    @inline(never)
    func report(by process: String) -> SightingReport? {
        let (takenUntil, sightings) = state.withLock { state in
            defer { (state.takenUntil, state.waiting) = (nil, [:]) }
            return (state.takenUntil, state.inHand.values.flatMap(\.self) + state.waiting.values)
        }
        guard takenUntil != nil || !sightings.isEmpty else { return nil }
        return SightingReport(process: process, takenUntil: takenUntil, sightings: sightings)
    }

    /// Takes back a report that was not published, but for what has changed since.
    @inline(never)
    func restore(_ report: SightingReport) {
        state.withLock { state in
            if let time = report.takenUntil { state.takenUntil = max(state.takenUntil ?? time, time) }
            let inHand = Set(state.inHand.values.joined().map(\.source))
            for sighting in report.sightings where sighting.activity == .waiting && !inHand.contains(sighting.source) {
                state.waiting[sighting.source] = state.waiting[sighting.source] ?? sighting
            }
        }
    }
}

extension ExtractJob {
    /// Sightings of its sources.
    fileprivate func sightings(
        _ activity: SightingReport.Sighting.Activity, reason: String? = nil
    ) -> [SightingReport.Sighting] {
        separated.compactMap { job in
            job.sourceID.map { SightingReport.Sighting("\($0)", activity, reason: reason) }
        }
    }
}
