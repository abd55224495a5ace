import DisplayText
import Submission

extension CheckedFile {
    /// What a submission comes to for a file.
    package enum Outcome: Sendable, Hashable {
        /// A job of it is published.
        case submitted
        /// It is in progress: nothing happens.
        case inProgress
        /// All of it is loaded: nothing happens.
        case complete
        case refused
    }

    /// - Parameter again: whether sources in progress are extracted again.
    package func outcome(again: Bool) -> Outcome {
        guard canBeSubmitted else { return .refused }
        let states = outlook.sources.map(\.state)
        guard !states.isEmpty else { return .submitted }
        if states.allSatisfy({ $0 == .complete }) { return .complete }
        let isOpen = states.allSatisfy { $0 == .complete || $0 == .inProgress }
        return isOpen && !again ? .inProgress : .submitted
    }

    /// Whether a source of it is known, so that its submission is another one.
    fileprivate var isKnown: Bool { outlook.sources.contains { $0.state != .new } }
}

/// The numbers of files that were looked at.
struct CheckedCounts: Sendable, Hashable {
    let files: Int
    let submitted: Int
    /// Those that are submitted another time.
    let known: Int
    /// Those that are submitted with faults.
    let faulty: Int
    let inProgress: Int
    let complete: Int
    let refused: Int

    init(_ checked: [CheckedFile], again: Bool) {
        let good = checked.filter { $0.outcome(again: again) == .submitted }
        func count(_ outcome: CheckedFile.Outcome) -> Int { checked.count { $0.outcome(again: again) == outcome } }
        files = checked.count
        submitted = good.count
        known = good.count(where: \.isKnown)
        faulty = good.count { !$0.isSound }
        inProgress = count(.inProgress)
        complete = count(.complete)
        refused = count(.refused)
    }

    /// `2 of 6 files can be submitted, 1 of them with faults; 2 are complete, 1 is in progress, 1 is refused.`
    var words: String {
        let more =
            (known > 0 ? ", \(Format.count(known)) of them once more" : "")
            + (faulty > 0 ? ", \(Format.count(faulty)) of them with faults" : "")
        let others = [(complete, "complete"), (inProgress, "in progress"), (refused, "refused")].filter { $0.0 > 0 }
            .map { "\(Format.count($0.0, "is", "are")) \($0.1)" }
        return "\(Format.count(submitted)) of \(Format.count(files, "file", "files")) can be submitted\(more)"
            + (others.isEmpty ? "." : "; \(others.joined(separator: ", ")).")
    }
}
