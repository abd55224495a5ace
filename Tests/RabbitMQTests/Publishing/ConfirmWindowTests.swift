import TestData
import Testing

@testable import RabbitMQ

struct ConfirmWindowTests {
    private func window(of count: Int) -> ConfirmWindow<Int> {
        var window = ConfirmWindow<Int>()
        for number in 1...count { window.append(number) }
        return window
    }

    private func settle<Entry>(
        _ window: inout ConfirmWindow<Entry>, tag: UInt64, multiple: Bool, accepted: Bool
    ) -> [Entry] {
        window.settle(tag: tag, multiple: multiple, accepted: accepted).map(\.entry)
    }

    @Test func settlesOne() {
        var window = window(of: 3)
        let settled = window.settle(tag: 2, multiple: false, accepted: true)
        #expect(settled.map(\.entry) == [2])
        #expect(settled.map(\.outcome) == [.stored])
        #expect(window.count == 2)
    }

    @Test func settlesEverythingUpToANumber() {
        var window = window(of: 5)
        #expect(settle(&window, tag: 2, multiple: false, accepted: true).count == 1)
        #expect(settle(&window, tag: 4, multiple: true, accepted: false) == [1, 3, 4])
        #expect(settle(&window, tag: 5, multiple: true, accepted: true) == [5])
        #expect(window.count == 0)
    }

    @Test func takesZeroWithMultipleForEverything() {
        var window = window(of: 3)
        #expect(settle(&window, tag: 0, multiple: true, accepted: true) == [1, 2, 3])
        #expect(settle(&window, tag: 0, multiple: true, accepted: true).isEmpty)
    }

    @Test func ignoresNumbersThatAreNotOutstanding() {
        var window = window(of: 2)
        #expect(settle(&window, tag: 3, multiple: false, accepted: true).isEmpty)
        #expect(settle(&window, tag: 0, multiple: false, accepted: true).isEmpty)
        #expect(settle(&window, tag: 9, multiple: true, accepted: true).isEmpty)
        #expect(settle(&window, tag: 1, multiple: false, accepted: true).count == 1)
        #expect(settle(&window, tag: 1, multiple: false, accepted: true).isEmpty)
        #expect(window.count == 1)
    }

    @Test func keepsCountingAfterTheFrontIsSettled() {
        var window = window(of: 2)
        _ = window.settle(tag: 2, multiple: true, accepted: true)
        window.append(3)
        #expect(settle(&window, tag: 3, multiple: false, accepted: true) == [3])
    }

    @Test func tellsWhatWasReturnedHoweverItIsConfirmed() {
        var window = window(of: 3)
        window.markReturned(reason: "NO_ROUTE") { $0 == 2 }
        let outcomes = window.settle(tag: 3, multiple: true, accepted: true).map(\.outcome)
        #expect(outcomes == [.stored, .returned(reason: "NO_ROUTE"), .stored])
    }

    @Test func marksTwoReturnsOfTheSameMessageOneByOne() {
        var window = ConfirmWindow<String>()
        window.append("same")
        window.append("same")
        window.markReturned(reason: "first") { $0 == "same" }
        window.markReturned(reason: "second") { $0 == "same" }
        let outcomes = window.settle(tag: 0, multiple: true, accepted: true).map(\.outcome)
        #expect(outcomes == [.returned(reason: "first"), .returned(reason: "second")])
    }

    @Test func startsAtOneAgainForANewChannel() {
        var window = window(of: 3)
        _ = window.settle(tag: 1, multiple: false, accepted: true)
        window.markReturned(reason: "gone") { $0 == 3 }
        let drained = window.drain()
        #expect(drained.map(\.entry) == [2, 3])
        #expect(drained.map(\.returnReason) == [nil, "gone"])
        #expect(window.count == 0)
        window.append(7)
        #expect(settle(&window, tag: 1, multiple: false, accepted: true) == [7])
    }

    /// Compares with a dictionary that does the same slowly.
    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64]) func agreesWithASimpleModel(seed: UInt64) {
        var random = SeededGenerator(seed)
        var window = ConfirmWindow<UInt64>()
        var model: [UInt64: Bool] = [:]
        var last: UInt64 = 0
        for _ in 0..<2000 {
            if Bool.random(using: &random) {
                last += 1
                window.append(last)
                model[last] = true
            } else if last > 0 {
                let tag = UInt64.random(in: 1...last, using: &random)
                let multiple = Int.random(in: 0..<4, using: &random) == 0
                let expected = model.keys.filter { multiple ? $0 <= tag : $0 == tag }.sorted()
                expected.forEach { model[$0] = nil }
                #expect(settle(&window, tag: tag, multiple: multiple, accepted: true) == expected)
            }
            #expect(window.count == model.count)
        }
    }
}
