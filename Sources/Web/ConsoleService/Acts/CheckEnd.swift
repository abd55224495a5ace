import Downloads
import Synchronization

/// The end of a look at files: its time is over, or nobody waits for it.
///
/// Nothing that locks is inlined: see docs/decisions/0020-locks-outside-of-async-functions.md.
final class CheckEnd: Sendable {
    /// The most time.
    private static let seconds = 20
    /// What is said of what there was no time for.
    static let words = "\(seconds) seconds were not enough to look at all files. The command line has no limit."

    private let places: SourcePlaces
    private let state = Mutex(false)

    private init(_ places: SourcePlaces) {
        self.places = places
    }

    var hasCome: Bool { @inline(never) get { state.withLock { $0 } } }

    @inline(never)
    private func come() {
        state.withLock { $0 = true }
        // A reading that waits for a server waits no longer.
        places.stop()
    }

    /// Runs `body`, which looks at files in places of its own. The end comes by time, or by cancellation.
    static func bounding<Value: Sendable>(
        _ places: SourcePlaces, _ body: (CheckEnd) async throws -> Value
    ) async throws -> Value {
        let end = CheckEnd(places)
        let timer = Task {
            try await Task.sleep(for: .seconds(seconds))
            end.come()
        }
        defer { timer.cancel() }
        return try await withTaskCancellationHandler {
            try await body(end)
        } onCancel: {
            end.come()
        }
    }
}
