import Testing

@testable import ConsolePages
@testable import Progress

@Suite struct FlowHistoryTests {
    @Test func aSlotHasTheMeanRateAndTheMostThatWaitedAtOnce() {
        var history = FlowHistory()
        history.note(.flowing(records: 100, ready: [1, 2, 3]), at: 1000)
        history.note(.flowing(records: 500, ready: [9, 0, 0]), at: 1004)
        history.note(.flowing(records: 1000, ready: [0, 4, 1]), at: 1009)
        #expect(history.slots.count == 1)
        let slot = history.slots.first
        #expect(slot?.rate == 100)
        #expect(slot?.waiting?.extract == 9 && slot?.waiting?.sum == 9)
        #expect(slot?.begin == 1000)
    }

    @Test func aRemovalIsNoRate() {
        var history = FlowHistory()
        for (second, records) in [(1000, 100), (1002, 40), (1004, 140)] {
            history.note(.flowing(records: records), at: second)
        }
        #expect(history.slots.first?.rate == 25)
    }

    @Test func whatNoLookHasSeenIsAGap() {
        var history = FlowHistory()
        let away = { (server: String) in ["\(server) has not answered for 12 s; its values are that old. refused"] }
        history.note(.flowing(), at: 990)
        history.note(.flowing(records: 1000), at: 1000)
        history.note(.flowing(records: 1000, troubles: away("PostgreSQL")), at: 1010)
        history.note(.flowing(records: 3000, troubles: away("RabbitMQ")), at: 1020)
        history.note(.flowing(records: 4000, troubles: ["RabbitMQ's management API at http://a is away"]), at: 1030)
        history.note(.flowing(records: 7000, ready: []), at: 1060)
        #expect(history.slots.map { $0.rate != nil } == [false, true, false, true, true, true])
        #expect(history.slots.map { $0.waiting != nil } == [true, true, true, false, true, false])
        // There was no look for twenty seconds.
        let values = history.values { $0.rate }
        let expected: [Double?] = [nil, 100, nil, 100, 100, nil, nil, 100]
        #expect(Array(values.suffix(8)) == expected)
        #expect(values.count == FlowHistory.most)
    }

    @Test func keepsHalfAnHour() {
        var history = FlowHistory()
        for second in stride(from: 0, to: 10_000, by: 2) { history.note(.flowing(), at: second) }
        #expect(history.slots.count == FlowHistory.most)
        #expect(history.slots.first?.begin == 10_000 - 1800 && history.slots.last?.begin == 9990)
        history.note(.flowing(), at: 100_000)
        #expect(history.slots.count == 1 && !history.isEnough)
    }

    @Test func aClockThatIsSetBackForgetsWhatIsAheadOfIt() {
        var history = FlowHistory()
        for second in stride(from: 1000, to: 1100, by: 10) { history.note(.flowing(records: second), at: second) }
        history.note(.flowing(records: 1099), at: 1033)
        #expect(history.slots.map(\.begin) == [1000, 1010, 1020, 1030])
        #expect(history.slots.last?.rate == 1)
        let newest: Double? = history.values { $0.rate }.last ?? nil
        #expect(newest == 1)
    }

    @Test func thePeakIsTheHighestOfAllSlots() {
        var history = FlowHistory()
        for (place, records) in [0, 50, 50, 140, 210].enumerated() {
            history.note(.flowing(records: records), at: 1000 + place * 10)
        }
        let peak = history.peak { $0.rate }
        #expect(peak?.value == 9 && peak?.slot.begin == 1030)
        let none = history.peak { slot in slot.waiting.map { Double($0.sum) } }
        #expect(none?.value == nil)
    }
}
