import DisplayText
import Following
import Foundation
import Submission
import TerminalOutput

/// Prints the events of following a chain.
enum FollowEvents {
    /// Parts of the commands that mend what a reorganisation has left.
    struct Suggestion: Sendable {
        /// Options of `etl sources remove`.
        let remove: String
        /// Arguments of `etl follow`.
        let follow: String
    }

    static func show(_ event: FollowEvent, _ suggestion: Suggestion) {
        switch event {
        case .following(let chain, let finalized):
            Terminal.print("Following chain \(chain), whose final block is \(finalized)")
        case .submission(.failed(let failure)): Terminal.complain("\(failure.shownPlace.printable): \(failure.error)")
        case .submission, .looked: break
        case .abandoned(let range): Terminal.complain(complaint(range, suggestion))
        case .progress(let progress): Terminal.print(line(progress))
        case .askedForTokens(let count, let block):
            Terminal.print("asking for \(count) \(count == 1 ? "token" : "tokens") at block \(block)")
        case .finalWentBack(let from, let to):
            Terminal.complain("the node's final block went back from \(from) to \(to); waiting")
        case .waiting(let why): Terminal.complain("\(why). Retrying.")
        case .available: Terminal.print("The node and the servers are available again")
        }
    }

    private static func complaint(_ range: AbandonedRange, _ suggestion: Suggestion) -> String {
        let blocks = "\(range.blocks.lowerBound)-\(range.blocks.upperBound)"
        return """
            The chain has abandoned blocks \(blocks): block \(range.blocks.upperBound) was 0x\(range.hash), and is 0x\(range.hashNow). \
            Remove them with `etl sources remove \(range.source)\(suggestion.remove)`; `etl follow \(suggestion.follow)`, also one that \
            runs, then loads the blocks again.
            """
    }

    private static func line(_ progress: FollowProgress) -> String {
        let loaded = progress.loaded.map { "loaded to \($0)" } ?? "nothing loaded"
        let age = max(0, Int(Date().timeIntervalSince1970) - Int(clamping: progress.finalizedTime))
        var text =
            "final \(progress.finalized) (\(age) s old), \(loaded), \(progress.lag) blocks behind"
        if progress.open > 0 { text += ", \(progress.open) ranges in progress" }
        if progress.abandoned > 0 { text += ", \(progress.abandoned) abandoned" }
        if progress.unsubmitted > 0 { text += ", \(progress.unsubmitted) blocks to submit" }
        return text
    }
}
