import DisplayText
import HTMLText
import Progress

/// How it stands, in one sentence.
package struct Verdict: Sendable, Hashable {
    package enum State: String, Sendable {
        case well
        case working
        case bad
        /// Nobody knows: a server does not answer.
        case unknown
    }

    package let state: State
    /// `All is well`, `Not well`, …
    package let head: String
    package let rest: String
    /// What changes at every look, or comes after the first trouble. A screen reader does not read it out each time.
    package let details: [String]
    /// Where to look first; nil if nothing needs a look.
    let link: PageLink?

    init(_ state: State, _ head: String, _ rest: String, details: [String] = [], link: PageLink? = nil) {
        self.state = state
        self.head = head
        self.rest = rest
        self.details = details
        self.link = link
    }

    package var sentence: String { "\(head): \(rest)" }
}

extension Verdict {
    /// - Parameter snapshot: nil before the first look.
    package init(_ snapshot: Snapshot?) {
        self =
            snapshot?.verdict
            ?? Verdict(.unknown, "Not known", "the first look at the servers is under way.")
    }

    init(judging snapshot: Snapshot) {
        let status = snapshot.status
        self =
            Self.trouble(status) ?? Self.alarm(status) ?? Self.stuck(status) ?? Self.dead(snapshot) ?? Self.held(status)
            ?? Self.working(snapshot) ?? Self.well(snapshot)
    }

    private static func trouble(_ status: Status) -> Verdict? {
        guard let first = status.troubles.first else { return nil }
        return Verdict(.unknown, "Not known", first, details: Array(status.troubles.dropFirst()))
    }

    private static func alarm(_ status: Status) -> Verdict? {
        guard let alarms = status.alarms, let first = alarms.first else { return nil }
        let more = alarms.count > 1 ? ", and \(Format.count(alarms.count - 1)) more" : ""
        return Verdict(.bad, "Not well", "RabbitMQ takes no messages: \(first)\(more).")
    }

    private static func stuck(_ status: Status) -> Verdict? {
        let stuck = status.sources.filter { $0.stuck != nil }
        guard let first = stuck.first else { return nil }
        let sources = stuck.count == 1 ? first.fileName : Format.count(stuck.count, "source", "sources")
        return Verdict(
            .bad, "Not well", "nobody works on \(sources).", link: PageLink("/sources", [("state", "stuck")]))
    }

    private static func dead(_ snapshot: Snapshot) -> Verdict? {
        let status = snapshot.status
        guard status.hasDeadLetters else { return nil }
        let incomplete = status.sources.count { $0.error != nil }
        let causes = Format.count(max(1, snapshot.causes), "cause", "causes")
        let kept =
            incomplete > 0
            ? "\(snapshot.dead == 1 ? "keeps" : "keep") \(Format.count(incomplete, "source", "sources")) incomplete"
            : status.strayLetters.count < min(snapshot.dead, 100)
                ? "\(snapshot.dead == 1 ? "keeps" : "keep") no source incomplete"
                : "\(snapshot.dead == 1 ? "belongs" : "belong") to no source in the ledger"
        return Verdict(
            .bad, "Not well",
            "\(Format.count(snapshot.dead, "dead letter", "dead letters")) of \(causes) \(kept).",
            details: progress(snapshot.total) + UnneededLetters(snapshot).given, link: PageLink("/dead"))
    }

    private static func held(_ status: Status) -> Verdict? {
        let held = status.sources.filter { $0.heldLines > 0 }
        guard let first = held.first else { return nil }
        let lines = held.reduce(0) { $0 + $1.heldLines }
        let place = held.count == 1 ? first.fileName : Format.count(held.count, "file", "files")
        return Verdict(
            .bad, "Not well",
            "\(Format.count(lines, "line", "lines")) of \(place) may hold records that are not loaded: a quote is not closed.",
            link: PageLink("/rejects", [("reason", "holds-records")]))
    }

    private static func working(_ snapshot: Snapshot) -> Verdict? {
        let status = snapshot.status
        guard !status.sources.isEmpty, !status.isComplete else { return nil }
        let done = status.sources.count { $0.status == "complete" }
        let total = snapshot.total
        let left = total.secondsLeft.map { ", \(Format.left($0)) left" } ?? ""
        let rate = total.recordsPerSecond.map { ", \(Format.count(Int($0.rounded()))) records/s" } ?? ""
        let sources = "\(Format.count(done)) of \(Format.count(status.sources.count, "source", "sources")) complete"
        return Verdict(
            .working, "Loading", "nothing needs a look.",
            details: ["\(sources)\(rate)\(left)."] + UnneededLetters(snapshot).words)
    }

    private static func well(_ snapshot: Snapshot) -> Verdict {
        let (status, unneeded) = (snapshot.status, UnneededLetters(snapshot))
        guard !status.sources.isEmpty else {
            return Verdict(
                .well, "All is well",
                status.retired > 0 || unneeded.ofGone > 0
                    ? "no source is left to load." : "nothing has been submitted yet.",
                details: unneeded.words)
        }
        let bulk = status.bulkPhases.isEmpty ? "" : " A table is in its bulk phase."
        let rejected =
            snapshot.rejected > 0 ? " \(Format.count(snapshot.rejected, "record was", "records were")) rejected." : ""
        return Verdict(
            .well, "All is well",
            "\(Format.count(status.sources.count, "source is", "sources are")) complete.\(rejected)\(bulk)",
            details: unneeded.words)
    }

    private static func progress(_ total: Status.Source) -> [String] {
        guard let rate = total.recordsPerSecond, rate > 0 else { return [] }
        return ["Loading goes on, \(Format.count(Int(rate.rounded()))) records/s."]
    }
}

extension Status.Source {
    /// The last part of the name.
    var fileName: String { String(uri.split(separator: "/").last ?? Substring(uri)).cut(toBytes: 120) }
}
