import Dispatch
import Synchronization
import Testing

@testable import Loading

@Suite(.timeLimit(.minutes(1))) struct WriteTurnsTests {
    @Test(arguments: [(1, 1), (2, 1), (3, 2), (8, 4)])
    func halfOfTheConnectionsWriteAtATime(connections: Int, writing: Int) async {
        let turns = WriteTurns(connections: connections)
        let taken = (0..<writing).map { _ in turns.next() }
        await expectNextWaits(for: taken[0], of: turns)
    }

    @Test func aTurnEndsOnce() async {
        let turns = WriteTurns(connections: 1)
        let turn = turns.next()
        turn.end()
        turn.end()
        await expectNextWaits(for: turns.next(), of: turns)
    }

    @Test func aTurnEndsWithItsLastHolder() {
        let turns = WriteTurns(connections: 1)
        for _ in 0..<3 { _ = turns.next() }
    }

    /// Expects that the next turn starts only after the end of this one.
    private func expectNextWaits(for turn: WriteTurn, of turns: WriteTurns) async {
        let hasEnded = Atomic(false)
        await withCheckedContinuation { next in
            // The call blocks, so it does not run on a thread of the tests.
            DispatchQueue(label: "one more").async {
                _ = turns.next()
                let waited = hasEnded.load(ordering: .acquiring)
                #expect(waited)
                next.resume()
            }
            hasEnded.store(true, ordering: .releasing)
            turn.end()
        }
    }
}
