import Testing

@testable import Following

struct HeadPaceTests {
    /// The pauses while blocks become final, so many at a time and so far apart.
    private func pauses(_ blocks: UInt64, every interval: Duration) -> [Duration] {
        var pace = HeadPace()
        var (time, pauses) = (Duration.zero, [Duration]())
        for _ in 0..<60 {
            pace.note(UInt64(time / interval) * blocks)
            pauses.append(pace.pause)
            time += pace.pause
        }
        return pauses
    }

    @Test(arguments: [1, 2, 4]) func aBlockIsLookedForTwice(seconds: Int) {
        let pauses = pauses(1, every: .seconds(seconds)).dropFirst(10)
        #expect(pauses.allSatisfy { $0 == .milliseconds(500 * seconds) })
    }

    @Test func slowBlocksAndWholeEpochsAreLookedForEveryFourSeconds() {
        #expect(pauses(1, every: .seconds(12)).allSatisfy { $0 == .seconds(4) })
        #expect(pauses(32, every: .seconds(384)).allSatisfy { $0 == .seconds(4) })
    }

    @Test func quickBlocksAreNotAskedForMoreThanTwiceASecond() {
        let pauses = pauses(1, every: .milliseconds(100))
        #expect(pauses.allSatisfy { $0 >= .milliseconds(500) } && pauses.last == .milliseconds(500))
    }

    @Test func aFinalBlockThatGoesBackIsNoReasonToHurry() {
        var pace = HeadPace()
        for block: UInt64 in [100, 90, 95, 100] { pace.note(block) }
        #expect(pace.pause > .milliseconds(500))
    }
}
