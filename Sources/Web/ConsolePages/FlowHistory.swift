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
        private var rates = 0.0
        private var looks = 0
        /// The messages at the look with the most; nil if no look has seen the queues.
        private(set) var waiting: WaitingMessages?

        init(_ number: Int) {
            self.number = number
        }

        /// When it begins, in seconds since 1970.
        var begin: Int { number * FlowHistory.secondsOfSlot }
        /// The mean of the records per second; nil if no look has seen the ledger.
        var rate: Double? { looks > 0 ? rates / Double(looks) : nil }

        mutating func note(rate: Double?, waiting seen: WaitingMessages?) {
            if let rate {
                rates += rate
                looks += 1
            }
            if let seen, seen.sum >= (waiting?.sum ?? 0) { waiting = seen }
        }
    }

    /// Those with a look, the newest last.
    private(set) var slots: [Slot] = []

    package init() {}

    /// Notes what a look has found.
    ///
    /// - Parameter now: in seconds since 1970.
    package mutating func note(_ status: Status, at now: Int) {
        let number = now / Self.secondsOfSlot
        // If the clock was set back, the slots ahead of it are of no known time.
        slots.removeAll { $0.number > number || $0.number <= number - Self.most }
        if slots.last?.number != number { slots.append(Slot(number)) }
        slots[slots.count - 1].note(rate: status.rateNow, waiting: status.waitingNow)
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
    /// Nil while the ledger is not known. A source without a rate loads nothing.
    fileprivate var rateNow: Double? { lacks("PostgreSQL") ? nil : total.recordsPerSecond ?? 0 }

    /// Nil while the queues are not known: the numbers are then those of the last answer.
    fileprivate var waitingNow: WaitingMessages? {
        stages.isEmpty || lacks("RabbitMQ") ? nil : WaitingMessages(stages)
    }

    /// The management API is another server, and tells nothing that is drawn.
    private func lacks(_ server: String) -> Bool {
        troubles.contains { $0.hasPrefix("\(server) has not answered") }
    }
}
