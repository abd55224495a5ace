package import Actions
import DisplayText
package import ETLModels
import Ledger
import Submission
import Synchronization

/// Notes a removal in the log of actions: how far it has come, and what is submitted again.
///
/// Nothing that locks is inlined: see docs/decisions/0020-locks-outside-of-async-functions.md.
package final class RemovalNotes: Sendable {
    /// The least time between two notes of the progress.
    private static let pause = Duration.seconds(5)

    private let source: SourceID
    private let notes: ActionNotes
    /// When progress was noted last.
    private let notedAt = Mutex(ContinuousClock.now)

    package init(of source: SourceID, in notes: ActionNotes) {
        self.source = source
        self.notes = notes
    }

    @Sendable
    package func note(_ event: RemovalEvent) {
        switch event {
        case .planned, .waiting: break
        case .forgotten(let batches):
            progress("forgot \(Format.count(batches, "batch", "batches")) of the source")
        case .deleted(let rows, let place):
            progress("deleted \(Format.count(rows, "row", "rows")), up to \(place.words)")
        case .submission(let event): notes.note(event)
        }
    }

    private func progress(_ words: String) {
        if isTime() { notes.note("\(source)", .done, words) }
    }

    @inline(never)
    private func isTime() -> Bool {
        notedAt.withLock { notedAt in
            guard ContinuousClock.now - notedAt >= Self.pause else { return false }
            notedAt = .now
            return true
        }
    }
}

extension RemovalPlace {
    package var words: String {
        switch self {
        case .block(let block): "block \(Format.count(Int(block)))"
        case .addresses(let first): "\(first * 100 / 256) % of the addresses"
        }
    }
}

extension RemovalResult: ActionOutcome {
    package var words: String {
        let open = incomplete.isEmpty ? "" : ", \(Format.count(incomplete.count)) still to be submitted"
        return "\(Format.count(rows, "row", "rows")) of \(forecast.plan.uri) removed, "
            + "\(Format.count(submitted.count, "other source", "other sources")) submitted again\(open)"
            + (failure.map { ": \($0)" } ?? "")
    }

    package var hasFailed: Bool { failure != nil }
}
