package import Ledger
import Postgres
import Synchronization

/// What has become of the subjects of an action under way. It may be told from any thread.
package final class ActionNotes: Sendable {
    private struct State {
        var fresh: [ActionResult] = []
        var taken = 0
        var done = 0
        var failed = 0
        var hasLostLog = false
    }

    private let state = Mutex(State())

    /// The most subjects whose results are kept; others are only counted.
    private static let most = ActionTable.mostSubjects

    package init() {}

    /// - Parameter batch: what a letter that was replayed or discarded holds.
    package func note(
        _ subject: String, _ outcome: ActionResult.Outcome, _ detail: String, batch: ReplayedBatch? = nil
    ) {
        state.withLock { state in
            if outcome == .failed { state.failed += 1 } else { state.done += 1 }
            guard state.taken + state.fresh.count < Self.most else { return }
            state.fresh.append(ActionResult(subject: subject, outcome: outcome, detail: detail, batch: batch))
        }
    }

    /// The subjects with which something was done.
    var done: Int { state.withLock { $0.done } }
    /// Those that failed.
    var failed: Int { state.withLock { $0.failed } }
    /// Whether the results could not be written in time.
    var hasLostLog: Bool { state.withLock { $0.hasLostLog } }

    func loseLog() { state.withLock { $0.hasLostLog = true } }

    /// Writes the results that are not written yet. If that fails, they stay for the next time.
    func write(to number: Int64, on connection: PostgresConnection) async throws {
        let results = state.withLock { state in
            defer { state.fresh = [] }
            state.taken += state.fresh.count
            return state.fresh
        }
        do {
            try await ActionTable.add(results, to: number, on: connection)
        } catch {
            state.withLock { state in
                state.fresh = results + state.fresh
                state.taken -= results.count
            }
            throw error
        }
    }
}
