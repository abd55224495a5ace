import ETLModels
import Ledger
import SystemPackage

/// Looks after a run until no source is running any more: shows the progress, and says what holds it up.
struct RunWatch {
    let monitor: RunMonitor
    /// Where the private servers have their logs; nil when there are none. Nobody else starts such a server again.
    let privateState: FilePath?

    private let pace = LookPace(longest: .milliseconds(Terminal.isInteractive ? 250 : 500))
    private let start = ContinuousClock.now
    private var view = ProgressView(isInteractive: Terminal.isInteractive)
    private var lastShown: ContinuousClock.Instant?
    private var troubleSince: ContinuousClock.Instant?
    private var hasComplained = false
    private var hinted: Set<SourceID> = []

    init(monitor: RunMonitor, privateState: FilePath?) {
        self.monitor = monitor
        self.privateState = privateState
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
        view.show(states, at: now, width: Terminal.width)
        if !isLast { await hint(states) }
    }

    /// Says once that a server cannot be reached; a short interruption is not worth a word.
    private mutating func note(_ error: any Error) throws {
        let since = troubleSince ?? .now
        troubleSince = since
        let lasted = ContinuousClock.now - since
        if let privateState, lasted > .seconds(60) {
            throw CommandFailure(
                "a server has been away for a minute: \(error) The logs of private servers are below \(privateState); "
                    + "the same command starts them again and goes on")
        }
        guard lasted > .seconds(3), !hasComplained else { return }
        hasComplained = true
        Terminal.complain("waiting for a server: \(error)")
    }

    private mutating func endTrouble() {
        if hasComplained { Terminal.complain("the server is there again; going on") }
        troubleSince = nil
        hasComplained = false
    }

    /// Says once of a source that perhaps nothing more will come of it; of many, once of all.
    private mutating func hint(_ states: [SourceState]) async {
        let (first, count) = await monitor.quietSources(for: .seconds(60), upTo: Self.mostHints)
        let new = first.filter { hinted.insert($0).inserted }
        guard !new.isEmpty else { return }
        let uris = states.filter { new.contains($0.progress.id) }.map(\.progress.uri)
        let more = count > first.count ? "\n… and \(count - first.count) more" : ""
        Terminal.complain(
            """
            \(uris.joined(separator: "\n"))\(more): nothing has come of it for a minute, and no work waits in the broker. A \
            database that is slow or locked will pass. If its work was lost, \
            `etl submit --again` has it read again; on private servers, so does stopping this run with Ctrl-C and \
            starting it again.
            """)
    }

    /// The most sources of which it is said at once.
    private static let mostHints = 10
}
