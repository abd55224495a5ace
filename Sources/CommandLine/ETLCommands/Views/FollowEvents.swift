import DisplayText
import Following
import Submission
import TerminalOutput

/// Prints the events of following a chain.
enum FollowEvents {
    @Sendable
    static func show(_ event: FollowEvent) {
        switch event {
        case .following(let chain, let finalized):
            Terminal.print("Following chain \(chain), whose final block is \(finalized)")
        case .submission(.failed(let failure)): Terminal.complain("\(failure.shownPlace.printable): \(failure.error)")
        case .submission: break
        case .progress(let progress): Terminal.print(line(progress))
        case .askedForTokens(let count, let block):
            Terminal.print("asking for \(count) \(count == 1 ? "token" : "tokens") at block \(block)")
        case .finalWentBack(let from, let to):
            Terminal.complain("the node's final block went back from \(from) to \(to); waiting")
        case .waiting(let why): Terminal.complain("\(why). Retrying.")
        case .available: Terminal.print("The node and the servers are available again")
        }
    }

    private static func line(_ progress: FollowProgress) -> String {
        let loaded = progress.loaded.map { "loaded to \($0)" } ?? "nothing loaded"
        var text =
            "final \(progress.finalized) (\(progress.finalizedAge) s old), \(loaded), \(progress.lag) blocks behind"
        if progress.open > 0 { text += ", \(progress.open) ranges in progress" }
        if progress.unsubmitted > 0 { text += ", \(progress.unsubmitted) blocks to submit" }
        return text
    }
}
