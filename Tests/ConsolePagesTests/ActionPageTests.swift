import HTMLText
import Testing

@testable import Actions
@testable import ConsolePages
@testable import Ledger

@Suite struct ActionPageTests {
    private let now = 1_700_000_000

    /// The page of an action on a letter.
    ///
    /// - Parameters:
    ///   - age: the seconds since it has begun, and ended if it has.
    ///   - sequence: nil for an extract job.
    private func page(
        age: Int, hasEnded: Bool, isHeld: Bool, isDiscarded: Bool = false, incomplete: Int = 0, sequence: Int? = 1
    ) -> String {
        let action = LoggedAction(
            number: 7, begunAt: now - age, actor: "ana", knownBy: "link", address: "127.0.0.1",
            verb: "dead-letters replay", selection: "3f9a", subjects: 1, reason: nil,
            endedAt: hasEnded ? now - age : nil, outcome: hasEnded ? "done" : nil, detail: hasEnded ? "1 letter" : nil)
        let batch = ReplayedBatch(source: "s", sequence: sequence, isDiscarded: isDiscarded)
        let tally = ActionTally(results: 1, discarded: isDiscarded ? 1 : 0, underWay: isDiscarded ? 0 : 1)
        let report = ActionPage(
            KnownAction(action, isHeld: isHeld), tally: tally, filter: .all,
            results: [ActionResult(subject: "3f9a", outcome: .done, detail: "", batch: batch)], next: nil,
            incomplete: incomplete)
        let page = Page.action(report, dead: DeadNow(), after: nil, now: now)
        return String(decoding: page.document(nil, now: now).bytes, as: UTF8.self)
    }

    @Test func aPageRestsOnceItsActionIsBrokenOff() {
        let open = page(age: 7200, hasEnded: false, isHeld: true)
        #expect(open.contains("under way, 1 result so far") && !open.contains("data-rested"))
        let broken = page(age: 7200, hasEnded: false, isHeld: false)
        #expect(broken.contains("broken off: the process that acted is gone") && broken.contains("data-rested"))
    }

    @Test func aDiscardSaysWhatItsSourcesWaitFor() {
        let one = page(age: 1, hasEnded: true, isHeld: false, incomplete: 1)
        #expect(one.contains("1 source of these letters is incomplete. It will not complete until it is submitted"))
        let two = page(age: 1, hasEnded: true, isHeld: false, incomplete: 2)
        #expect(two.contains("2 sources of these letters are incomplete. They will not complete until they are"))
        #expect(!page(age: 1, hasEnded: true, isHeld: false).contains("will not complete"))
    }

    @Test func theLogTellsActionsApartThatHaveNotEnded() {
        let actions = [(true, false), (false, false), (false, false), (false, true)].map { isHeld, hasEnded in
            KnownAction(
                LoggedAction(
                    number: 7, begunAt: now, actor: "ana", knownBy: "link", address: "127.0.0.1", verb: "submit",
                    selection: "a", subjects: 1, reason: nil, endedAt: hasEnded ? now : nil,
                    outcome: hasEnded ? "done" : nil, detail: hasEnded ? "1 file" : nil), isHeld: isHeld)
        }
        func text(_ actions: [KnownAction]) -> String {
            String(
                decoding: Page.log(actions, isCut: false, now: now).document(nil, now: now).bytes, as: UTF8.self)
        }
        let log = text(actions)
        #expect(log.contains("4 actions on this page, of them 1 under way and 2 broken off."), "\(log)")
        #expect(log.contains("<td><bdi>under way</bdi></td>") && log.contains("<td><bdi>done: 1 file</bdi></td>"))
        #expect(log.matches(of: /<td><bdi>broken off: the process that acted is gone/).count == 2)
        #expect(text([actions[3]]).contains("1 action on this page."))
    }

    @Test func anExtractJobIsUnderWayAsABatchIs() {
        let open = page(age: 1, hasEnded: true, isHeld: false, sequence: nil)
        #expect(open.contains("Since then: 1 under way.") && !open.contains("data-rested"))
        #expect(open.contains("<td>under way</td>"))
    }

    @Test func aJobHasTheFateOfItsSource() {
        let dead = DeadNow([.init(id: "new", source: "s", sequence: nil)])
        func fate(_ dead: DeadNow, isLoaded: Bool = false) -> LetterFate? {
            let job = ReplayedBatch(source: "s", sequence: nil, isLoaded: isLoaded)
            return dead.fate(of: ActionResult(subject: "3f9a", outcome: .done, detail: "", batch: job))
        }
        #expect(fate(DeadNow()) == .underWay && fate(dead) == .diedAgain(id: "new"))
        #expect(fate(dead, isLoaded: true) == .loaded)
    }

    @Test func lettersAreNotUnderWayForEver() {
        let recent = page(age: 3599, hasEnded: true, isHeld: false)
        #expect(recent.contains("Since then: 1 under way.") && !recent.contains("data-rested"))
        #expect(recent.contains("<td>under way</td>"))
        let old = page(age: 3600, hasEnded: true, isHeld: false)
        #expect(old.contains("Since then: 1 neither loaded nor dead.") && old.contains("data-rested"))
        #expect(
            old.contains("<td>neither loaded nor dead</td>") && !old.contains("1 under way")
                && !old.contains("<td>under way<"))
        let discarded = page(age: 1, hasEnded: true, isHeld: false, isDiscarded: true)
        #expect(discarded.contains("Since then: 1 discarded.") && discarded.contains("data-rested"))
        #expect(discarded.contains("<td>discarded</td>"))
    }
}
