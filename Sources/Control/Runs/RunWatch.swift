import DeadLetters
import ETLModels
import Ledger
import Progress
import SystemPackage

/// Watches a run until no source is running: reports progress and obstacles.
struct RunWatch {
    let monitor: RunMonitor
    /// The state directory of the private servers; nil without private servers. Only a new run restarts such a server.
    let privateState: FilePath?

    private let pace: LookPace
    private let onEvent: @Sendable (RunEvent) -> Void
    private let start = ContinuousClock.now
    private var lastShown: ContinuousClock.Instant?
    private var troubleSince: ContinuousClock.Instant?
    private var hasComplained = false
    private var hinted: Set<SourceID> = []

    init(
        monitor: RunMonitor, privateState: FilePath?, longestPause: Duration,
        onEvent: @escaping @Sendable (RunEvent) -> Void
    ) {
        self.monitor = monitor
        self.privateState = privateState
        self.onEvent = onEvent
        pace = LookPace(longest: longestPause)
    }

    mutating func run() async throws {
        while true {
            var pause = pace.longest
            do {
                let states = try await monitor.look()
                endTrouble()
                let isOver = await monitor.isOver(states)
                await show(states, isLast: isOver)
                if isOver { return }
                pause = await pace.pause(
                    elapsed: .now - start, fraction: SourceState.fraction(of: states), cost: monitor.ledgerTime)
            } catch {
                try note(error)
            }
            try await Task.sleep(for: pause)
        }
    }

    private mutating func show(_ states: [SourceState], isLast: Bool) async {
        let now = ContinuousClock.now
        if let lastShown, !isLast, now - lastShown < .milliseconds(250) { return }
        lastShown = now
        onEvent(.progress(states))
        if !isLast { await hint(states) }
    }

    /// Reports an unavailable server once, except for short interruptions.
    private mutating func note(_ error: any Error) throws {
        let since = troubleSince ?? .now
        troubleSince = since
        let lasted = ContinuousClock.now - since
        if let privateState, lasted > .seconds(60) {
            throw RunError.serverLost("\(error)", state: privateState)
        }
        guard lasted > .seconds(3), !hasComplained else { return }
        hasComplained = true
        onEvent(.serverUnavailable("\(error)"))
    }

    private mutating func endTrouble() {
        if hasComplained { onEvent(.serverBack) }
        troubleSince = nil
        hasComplained = false
    }

    /// Reports once per source that it may have stalled; many sources share one report.
    private mutating func hint(_ states: [SourceState]) async {
        let (first, count) = await monitor.quietSources(for: .seconds(60), upTo: Self.mostHints)
        let new = first.filter { hinted.insert($0).inserted }
        guard !new.isEmpty else { return }
        let uris = states.filter { new.contains($0.progress.id) }.map(\.progress.uri)
        onEvent(.quiet(uris: uris, more: count - first.count))
    }

    /// The maximum number of sources named in one report.
    private static let mostHints = 10
}
