import Actions
import ConsolePages
import DeadLetters
import DisplayText
import ETLModels
import Ledger
import Progress
import Removal
import Submission

/// An act as its preview has shown it: it is done to what was shown, or not at all.
enum PlannedAct: Sendable {
    /// The choice is that by which the letters were found. Identical letters share an id: it is there for each of them.
    case letters(LetterAct, [LetterID], of: LetterChoice)
    case resubmission(SeenSource)
    case removal(RemovalForecast)
    case submission(PlannedSubmission)

    /// Where forms are sent to.
    static let paths = LetterAct.allCases.map(\.preview) + SourceAct.allCases.map(\.preview) + [SubmitPage.path]

    /// Where its form is sent to.
    var path: String {
        switch self {
        case .letters(let act, _, _): act.preview
        case .resubmission: SourceAct.resubmit.preview
        case .removal: SourceAct.remove.preview
        case .submission: SubmitPage.path
        }
    }

    /// Whether it takes so long that it is broken off at once when the console stops. The same once more goes on with it.
    var isLong: Bool {
        if case .removal = self { return true }
        return false
    }

    /// The number of dead letters that it is for.
    var letters: Int {
        if case .letters(_, let ids, _) = self { return ids.count }
        return 0
    }

    /// The number of dead letters that a look has found by the same choice, and that are not meant.
    func others(in snapshot: Snapshot?) -> Int {
        guard case .letters(_, let ids, let choice) = self, let census = snapshot?.letters else { return 0 }
        var meant = LetterCopies(ids)
        return choice.letters(of: census).count { !meant.take($0.id) }
    }

    /// What the log has of it before it is begun.
    func entry(by actor: Actor, because reason: String?) -> ActionEntry {
        switch self {
        case .letters(let act, let ids, _):
            return actor.entry(
                act.verb, LetterAct.words(for: ids), subjects: ids.map(\.description), reason: reason)
        case .resubmission(let source):
            return actor.entry("sources resubmit", "\(source.id)", subjects: ["\(source.id)"], reason: reason)
        case .removal(let forecast):
            let id = "\(forecast.plan.removal.id)"
            return actor.entry(
                "sources remove", forecast.hasLosses ? "\(id) --yes" : id, subjects: [id], reason: reason)
        case .submission(let submission):
            return actor.entry(
                "submit", submission.shown, subjects: submission.sources.map(\.description), reason: reason)
        }
    }
}

/// A source as a preview has shown it.
struct SeenSource: Sendable, Hashable {
    let id: SourceID
    private let state: LedgerSource.State
    private let submittedAt: String?
    private let removedAt: String?

    init?(_ view: LedgerSourceView) {
        guard let id = SourceID(view.source.sourceId) else { return nil }
        self.id = id
        state = view.source.state
        submittedAt = view.submittedAt
        removedAt = view.source.removedAt
    }
}

/// Files to submit, as the dry check has found them.
struct PlannedSubmission: Sendable {
    /// Paths and links, with the secrets of these.
    let files: [String]
    /// The same as arguments of a command, without secrets.
    let shown: String
    let sources: [SourceID]
    let reading: SubmissionOptions
    let again: Bool
}
