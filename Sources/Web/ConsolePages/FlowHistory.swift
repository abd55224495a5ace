import Bus
package import Progress

/// What the looks of the last half hour have found, in slots of ten seconds, for the charts of the first page.
///
/// It takes a few kilobytes, however long it is kept. What no look has seen is a gap, and not zero.
package struct FlowHistory: Sendable, Hashable {
    /// The seconds of a slot.
    static let secondsOfSlot = 10
    /// The slots of half an hour.
    static let most = 180
    /// The slots after the first one before there is something to draw.
    static let least = 6

    /// What the looks of ten seconds have found.
    struct Slot: Sendable, Hashable {
        /// Counts slots from 1970.
        let number: Int
        private var records = 0
        private var seconds = 0
        /// The messages at the look with the most; nil if no look has seen the queues.
        private(set) var waiting: WaitingMessages?

        init(_ number: Int) {
            self.number = number
        }

        /// When it begins, in seconds since 1970.
        var begin: Int { number * FlowHistory.secondsOfSlot }
        /// The mean of the records per second; nil if no two looks have seen the ledger.
        var rate: Double? { seconds > 0 ? Double(records) / Double(seconds) : nil }

        mutating func note(_ new: (records: Int, seconds: Int)?, waiting seen: WaitingMessages?) {
            if let new {
                records += new.records
                seconds += new.seconds
            }
            if let seen, seen.sum >= (waiting?.sum ?? 0) { waiting = seen }
        }
    }

    /// Those with a look, the newest last.
    private(set) var slots: [Slot] = []
    /// The records of all sources at the last look that has seen the ledger: a rate of its own would miss files that are loaded
    /// between two looks.
    private var before: Count?

    private struct Count: Sendable, Hashable {
        let records: Int
        let time: Int
    }

    /// The longest time between two looks that says something of a rate.
    private static let longestGap = 30

    package init() {}

    /// Notes what a look has found.
    ///
    /// - Parameter now: in seconds since 1970.
    package mutating func note(_ status: Status, at now: Int) {
        let number = now / Self.secondsOfSlot
        // If the clock was set back, the slots ahead of it are of no known time.
        slots.removeAll { $0.number > number || $0.number <= number - Self.most }
        if slots.last?.number != number { slots.append(Slot(number)) }
        slots[slots.count - 1].note(newRecords(status, at: now), waiting: status.waitingNow)
    }

    /// The records since the look before. A removal takes some away, which is no rate.
    private mutating func newRecords(_ status: Status, at now: Int) -> (records: Int, seconds: Int)? {
        guard let records = status.recordsNow else { return nil }
        defer { before = Count(records: records, time: now) }
        guard let before, (1...Self.longestGap).contains(now - before.time) else { return nil }
        return (max(0, records - before.records), now - before.time)
    }

    /// Whether there is something to draw.
    var isEnough: Bool {
        guard let first = slots.first, let last = slots.last else { return false }
        return last.number - first.number >= Self.least
    }

    /// A value of each slot of the half hour that ends with the newest one; nil where it is not known.
    func values<Value>(_ value: (Slot) -> Value?) -> [Value?] {
        guard let last = slots.last else { return [] }
        var values = [Value?](repeating: nil, count: Self.most)
        for slot in slots { values[Self.most - 1 - (last.number - slot.number)] = value(slot) }
        return values
    }

    /// The slot with the highest value; nil if none is above zero.
    func peak(_ value: (Slot) -> Double?) -> (slot: Slot, value: Double)? {
        var peak: (slot: Slot, value: Double)?
        for slot in slots {
            guard let found = value(slot), found > (peak?.value ?? 0) else { continue }
            peak = (slot, found)
        }
        return peak
    }
}

/// The messages that wait for each stage.
struct WaitingMessages: Sendable, Hashable {
    let extract: Int
    let transform: Int
    let load: Int

    init(_ stages: [Status.StageQueues]) {
        let ready = { (stage: Stage) in stages.first { $0.stage == stage.rawValue }?.ready ?? 0 }
        extract = ready(.extract)
        transform = ready(.transform)
        load = ready(.load)
    }

    var sum: Int { extract + transform + load }
}

extension Status {
    /// The records that are accounted for; nil while the ledger is not known.
    fileprivate var recordsNow: Int? { lacks("PostgreSQL") ? nil : total.records }

    /// Nil while the queues are not known: the numbers are then those of the last answer.
    fileprivate var waitingNow: WaitingMessages? {
        stages.isEmpty || lacks("RabbitMQ") ? nil : WaitingMessages(stages)
    }

    /// The management API is another server, and tells nothing that is drawn.
    private func lacks(_ server: String) -> Bool {
        troubles.contains { $0.hasPrefix("\(server) has not answered") }
    }
}
