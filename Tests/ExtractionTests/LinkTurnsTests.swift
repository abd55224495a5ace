import Testing

@testable import Extraction

@Suite struct LinkTurnsTests {
    @Test func oneWorkerIsLeftForFiles() async {
        let turns = LinkTurns(workers: 3, patience: .zero)
        let held = await [turns.take(for: "a"), turns.take(for: "b")]
        #expect(held.allSatisfy { $0 != nil })
        #expect(await turns.take(for: "c") == nil)
        withExtendedLifetime(held) {}
    }

    @Test func aLinkThatHadALongTurnYieldsToOneThatWasRefused() async {
        let turns = LinkTurns(workers: 2, patience: .zero, long: .zero)
        var slow = await turns.take(for: "slow")
        #expect(slow != nil)
        // Both, as their jobs come back from the waiting queue now and then.
        #expect(await turns.take(for: "healthy") == nil)
        slow = nil
        #expect(await turns.take(for: "slow") == nil)
        let healthy = await turns.take(for: "healthy")
        #expect(healthy != nil)
    }

    @Test func turnsGoRoundAmongLinksThatHang() async {
        let turns = LinkTurns(workers: 2, patience: .zero, long: .zero)
        let links = ["a", "b", "c", "healthy"]
        var order: [String] = []
        // Each comes back as soon as it was refused, or had its turn; the hanging ones first.
        for _ in 0..<8 {
            var turn: LinkTurn?
            for link in links {
                if let found = await turns.take(for: link) {
                    order.append(link)
                    turn = found
                }
            }
            turn = nil
            #expect(turn == nil)
        }
        #expect(order == links + links)
    }

    @Test func aLinkThatHadAShortTurnYieldsToNobody() async {
        let turns = LinkTurns(workers: 2, patience: .zero)
        var quick = await turns.take(for: "quick")
        #expect(await turns.take(for: "other") == nil)
        quick = nil
        #expect(quick == nil)
        #expect(await turns.take(for: "quick") != nil)
    }

    @Test func aLinkAloneKeepsItsTurns() async {
        let turns = LinkTurns(workers: 2, patience: .zero)
        for _ in 0..<3 { #expect(await turns.take(for: "a") != nil) }
    }

    @Test func aTurnThatWasJustTakenIsWaitedFor() async {
        // All jobs come back from the waiting queue at once, long after the last turn.
        let turns = LinkTurns(workers: 2, patience: .seconds(60), start: .now - .seconds(120))
        var first = await turns.take(for: "0")
        async let second = turns.take(for: "1")
        try? await Task.sleep(for: .milliseconds(100))
        first = nil
        #expect(first == nil)
        #expect(await second != nil)
    }

    @Test func refusedLinksStayAwayForLongerIfTheyAreMany() async {
        let turns = LinkTurns(workers: 2, patience: .zero)
        let turn = await turns.take(for: "first")
        for (count, pause) in [(1, Duration.seconds(2)), (100, .seconds(5)), (1000, .seconds(50))] {
            for number in 0..<count { #expect(await turns.take(for: "\(number)") == nil) }
            #expect(turns.pause() == pause)
        }
        withExtendedLifetime(turn) {}
    }

    @Test func smallLinksFollowOneAnotherAtOnce() async {
        let turns = LinkTurns(workers: 2, patience: .seconds(60))
        var first = await turns.take(for: "0")
        async let second = turns.take(for: "1")
        first = nil
        #expect(first == nil)
        #expect(await second != nil)
    }
}
