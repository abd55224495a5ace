import DisplayText
import Testing

@testable import Actions
@testable import ETLCommands
@testable import Ledger

/// What `etl log` shows of an action.
@Suite struct ActionViewTests {
    private let now = 1_700_000_000

    private func action(age: Int = 1, hasEnded: Bool = true, isHeld: Bool = false) -> KnownAction {
        let action = LoggedAction(
            number: 7, begunAt: now - age, actor: "ana", knownBy: "system", address: "host",
            verb: "dead-letters replay", selection: "3f9a", subjects: 2, reason: nil,
            endedAt: hasEnded ? now - age : nil, outcome: hasEnded ? "done" : nil,
            detail: hasEnded ? "2 dead letters" : nil)
        return KnownAction(action, isHeld: isHeld)
    }

    /// - Parameter dead: nil if nobody has read the dead letters.
    private func report(_ dead: DeadNow?, age: Int = 1) -> ActionReport {
        let results = (0..<2).map { (sequence: Int) in
            ActionResult(
                subject: "letter \(sequence)", outcome: .done, detail: "load",
                batch: ReplayedBatch(source: "s", sequence: sequence))
        }
        let again = dead == nil ? 0 : 1
        let tally = ActionTally(results: 2, diedAgain: again, underWay: 2 - again)
        return ActionReport(action: action(age: age), tally: tally, dead: dead, results: results)
    }

    private let dead = DeadNow([.init(id: "new", source: "s", sequence: 1)])

    @Test func tellsWhatBecameOfEachLetter() {
        let lines = ActionView.lines(of: report(dead), at: now)
        #expect(lines.contains { $0.hasPrefix("since ") && $0.hasSuffix(" 1 died again, 1 under way") }, "\(lines)")
        let results = ["  done (under way)  letter 0: load", "  done (died again)  letter 1: load"]
        #expect(Array(lines.suffix(2)) == results)
        let old = ActionView.lines(of: report(dead, age: 3600), at: now)
        #expect(old.contains { $0.hasSuffix(" 1 died again, 1 neither loaded nor dead") }, "\(old)")
    }

    @Test func saysThatTheDeadLettersWereNotRead() {
        let lines = ActionView.lines(of: report(nil), at: now)
        let since = "2 not loaded; no broker has told whether they are dead again"
        #expect(lines.contains { $0.hasPrefix("since ") && $0.hasSuffix(since) }, "\(lines)")
        #expect(lines.last == "  done (not loaded)  letter 1: load")
    }

    @Test func scriptsTellUnderWayFromBrokenOff() throws {
        for (known, ending) in [
            (action(), "done"), (action(hasEnded: false, isHeld: true), "under way"),
            (action(hasEnded: false), "broken off"),
        ] {
            let line = try JSONOutput.line(known)
            #expect(line.contains(#""ending":"\#(ending)""#) && line.contains(#""number":7"#), "\(line)")
        }
    }

    @Test func scriptsGetTheCounts() throws {
        let read = try JSONOutput.line(report(dead))
        #expect(read.contains(#""dead_letters_read":true"#) && read.contains(#""died_again":1"#), "\(read)")
        #expect(read.contains(#""ending":"done""#) && read.contains(#""subject":"letter 1""#), "\(read)")
        let unread = try JSONOutput.line(report(nil))
        #expect(unread.contains(#""dead_letters_read":false"#) && unread.contains(#""under_way":2"#), "\(unread)")
    }
}
