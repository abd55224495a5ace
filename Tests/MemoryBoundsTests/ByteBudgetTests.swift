import MemoryBounds
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct ByteBudgetTests {
    private final class Counter: Sendable {
        let count = Atomic(0)
    }

    @Test func reservesWhatFits() throws {
        let budget = ByteBudget(limit: 100)
        let first = try #require(budget.reserve(60))
        #expect(budget.reserve(41) == nil)
        let second = try #require(budget.reserve(40))
        #expect(budget.reserved == 100 && budget.free == 0)
        #expect(first.bytes + second.bytes == 100)
    }

    @Test func givesBackWhatNobodyHoldsAnyMore() {
        let budget = ByteBudget(limit: 100)
        var first = budget.reserve(100)
        var second = first
        first = nil
        #expect(first == nil && second != nil && budget.reserved == 100)
        second = nil
        #expect(second == nil && budget.reserved == 0)
    }

    @Test func holdsWhatIsLargerThanTheBudgetAlone() throws {
        let budget = ByteBudget(limit: 100)
        do {
            let large = try #require(budget.reserve(1000))
            #expect(budget.reserve(1) == nil && budget.free == 0)
            #expect(large.bytes == 1000)
        }
        #expect(budget.reserved == 0 && budget.reserve(1) != nil)
    }

    @Test func servesWaitersInTheirOrder() async throws {
        let budget = ByteBudget(limit: 100)
        var held = budget.reserve(50)
        let large = Task { await budget.waitToReserve(90)?.bytes }
        // Until the first waits in line.
        while budget.reserve(1) != nil { await Task.yield() }
        let small = Task { await budget.waitToReserve(10)?.bytes }
        #expect(held != nil)
        held = nil
        #expect(await large.value == 90)
        #expect(await small.value == 10)
        #expect(budget.reserved == 0)
    }

    @Test func tellsOfEveryReleaseHoweverManyThereWere() {
        let budget = ByteBudget(limit: 100)
        let releases = Counter()
        budget.onRelease { releases.count.add(1, ordering: .relaxed) }
        for _ in 0..<100_000 { #expect(budget.reserve(1) != nil) }
        #expect(releases.count.load(ordering: .relaxed) == 100_000)
    }

    @Test func endsTheWaitOfACancelledTask() async throws {
        let budget = ByteBudget(limit: 100)
        let held = try #require(budget.reserve(100))
        let waiting = Task { await budget.waitToReserve(1) == nil }
        waiting.cancel()
        #expect(await waiting.value)
        withExtendedLifetime(held) {}
    }

    @Test func neverExceedsItsLimitWithManyTasks() async {
        let budget = ByteBudget(limit: 100)
        await withTaskGroup { group in
            for number in 1...200 {
                group.addTask {
                    let reservation = await budget.waitToReserve(number % 40 + 1)
                    await Task.yield()
                    #expect(budget.reserved <= 100)
                    withExtendedLifetime(reservation) {}
                }
            }
        }
        #expect(budget.reserved == 0)
    }
}
