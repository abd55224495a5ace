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

    @Test func scriptsTellUnderWayFromBrokenOff() throws {
        for (known, ending) in [
            (action(), "done"), (action(hasEnded: false, isHeld: true), "under way"),
            (action(hasEnded: false), "broken off"),
        ] {
            let line = try JSONOutput.line(known)
            #expect(line.contains(#""ending":"\#(ending)""#) && line.contains(#""number":7"#), "\(line)")
        }
    }
}
