import DisplayText
import ETLModels
import Ledger
import Progress
import Removal
import Submission
import Synchronization
import TerminalOutput

/// Shows a removal: its plan, its progress and its result, for a person or as JSON.
///
/// Nothing that locks is inlined: see docs/decisions/0020-locks-outside-of-async-functions.md.
final class RemovalView: Sendable {
    private let json: Bool
    /// When progress was shown last; nil before.
    private let shownAt = Mutex<ContinuousClock.Instant?>(nil)

    init(json: Bool) {
        self.json = json
    }

    @Sendable
    func show(_ event: RemovalEvent) {
        switch event {
        case .planned(let forecast):
            if json {
                if let line = try? JSONOutput.line(["plan": RemovalPlanReport(forecast)]) { Terminal.print(line) }
            } else {
                for line in forecast.lines { Terminal.print(line) }
            }
        case .waiting: Terminal.complain("waiting: another command removes a source of this database")
        case .forgotten(let batches): progress("forgot \(Format.count(batches, "batch", "batches")) of the source")
        case .deleted(let rows, let place):
            progress("deleted \(Format.count(rows, "row", "rows")), up to \(place.words)")
        case .submission(.failed(let failure)): SubmissionEvents.show(.failed(failure))
        case .submission(let event): if !json { SubmissionEvents.show(event) }
        }
    }

    func show(_ result: RemovalResult) throws {
        if json {
            Terminal.print(try JSONOutput.line(["result": RemovalResultReport(result)]))
        } else {
            Terminal.print(result.line)
        }
    }

    /// Shows a line of progress unless another was shown a second ago.
    private func progress(_ text: String) {
        if !json, isTime() { Terminal.print(text) }
    }

    @inline(never)
    private func isTime() -> Bool {
        shownAt.withLock { shown in
            let now = ContinuousClock.now
            guard shown.map({ now - $0 >= .seconds(1) }) ?? true else { return false }
            shown = now
            return true
        }
    }
}

extension RemovalResult {
    /// What was done, for a person.
    fileprivate var line: String {
        let counts = [
            Format.count(rows, "row", "rows"), Format.count(batches, "batch", "batches"),
        ]
        let others =
            submitted.isEmpty
            ? "" : "; \(Format.count(submitted.count, "other source is", "other sources are")) submitted again"
        return "removed: \(counts.joined(separator: " in "))\(others)"
    }

    /// What still has to be done.
    ///
    /// - Parameter state: the option that selects the private servers; nil if the servers are named.
    func advice(_ state: String?) -> String {
        let words =
            "incomplete until \(incomplete.count == 1 ? "it is" : "they are") read again: "
            + incomplete.map(\.uri).joined(separator: ", ")
        let command =
            state.map { "run\($0) \(incomplete.map(\.uri.shellQuoted).joined(separator: " "))" }
            ?? "sources resubmit \(incomplete.map(\.id.description).joined(separator: " "))"
        return [failure, "\(words). Then: `\(Executable.invocation) \(command)`"].compactMap { $0 }.joined(
            separator: "\n")
    }
}
