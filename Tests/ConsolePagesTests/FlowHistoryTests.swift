import Testing

@testable import ConsolePages
@testable import Progress

@Suite struct FlowHistoryTests {
    @Test func aSlotHasTheMeanRateAndTheMostThatWaitedAtOnce() {
        var history = FlowHistory()
        history.note(.flowing(rate: 100, ready: [1, 2, 3]), at: 1000)
        history.note(.flowing(rate: 300, ready: [9, 0, 0]), at: 1004)
        history.note(.flowing(rate: nil, ready: [0, 4, 1]), at: 1009)
        #expect(history.slots.count == 1)
        let slot = history.slots.first
        // A source without a rate loads nothing.
        #expect(slot?.rate == 400.0 / 3)
        #expect(slot?.waiting?.extract == 9 && slot?.waiting?.sum == 9)
        #expect(slot?.begin == 1000)
    }

    @Test func whatNoLookHasSeenIsAGap() {
        var history = FlowHistory()
        let away = { (server: String) in ["\(server) has not answered for 12 s; its values are that old. refused"] }
        history.note(.flowing(rate: 100), at: 1000)
        history.note(.flowing(rate: 100, troubles: away("PostgreSQL")), at: 1010)
        history.note(.flowing(rate: 100, troubles: away("RabbitMQ")), at: 1020)
        history.note(.flowing(rate: 100, troubles: ["RabbitMQ's management API at http://a is away"]), at: 1030)
        history.note(.flowing(rate: 100, ready: []), at: 1060)
        #expect(history.slots.map { $0.rate != nil } == [true, false, true, true, true])
        #expect(history.slots.map { $0.waiting != nil } == [true, true, false, true, false])
        // There was no look for twenty seconds.
        let values = history.values { $0.rate }
        let expected: [Double?] = [nil, 100, nil, 100, 100, nil, nil, 100]
        #expect(Array(values.suffix(8)) == expected)
        #expect(values.count == FlowHistory.most)
    }

    @Test func keepsHalfAnHour() {
        var history = FlowHistory()
        for second in stride(from: 0, to: 10_000, by: 2) { history.note(.flowing(rate: 1), at: second) }
        #expect(history.slots.count == FlowHistory.most)
        #expect(history.slots.first?.begin == 10_000 - 1800 && history.slots.last?.begin == 9990)
        history.note(.flowing(rate: 1), at: 100_000)
        #expect(history.slots.count == 1 && !history.isEnough)
    }

    @Test func aClockThatIsSetBackForgetsWhatIsAheadOfIt() {
        var history = FlowHistory()
        for second in stride(from: 1000, to: 1100, by: 10) { history.note(.flowing(rate: 1), at: second) }
        history.note(.flowing(rate: 5), at: 1033)
        #expect(history.slots.map(\.begin) == [1000, 1010, 1020, 1030])
        #expect(history.slots.last?.rate == 3)
        let newest: Double? = history.values { $0.rate }.last ?? nil
        #expect(newest == 3)
    }

    @Test func thePeakIsTheHighestOfAllSlots() {
        var history = FlowHistory()
        for (place, rate) in [5.0, 0, 9, 7].enumerated() {
            history.note(.flowing(rate: rate), at: 1000 + place * 10)
        }
        let peak = history.peak { $0.rate }
        #expect(peak?.value == 9 && peak?.slot.begin == 1020)
        let none = history.peak { slot in slot.waiting.map { Double($0.sum) } }
        #expect(none?.value == nil)
    }
}
