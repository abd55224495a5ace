internal import DequeModule

/// The unconfirmed messages of one channel, by their publish sequence number.
///
/// The broker numbers publishes from 1 and confirms them one by one or all up to a number, in any order
/// (rabbitmq.com/docs/confirms#publisher-confirms).
struct ConfirmWindow<Entry> {
    enum Outcome: Equatable {
        case stored
        /// A queue refused it (basic.nack).
        case refused
        /// The queue does not exist (basic.return, and then a confirm).
        case returned(reason: String)
    }

    struct Settled {
        let entry: Entry
        let outcome: Outcome
    }

    private struct Slot {
        var entry: Entry
        var returnReason: String?
    }

    /// Slot n has the number `firstTag + n`; nil once settled.
    private var slots: Deque<Slot?> = []
    private var firstTag: UInt64 = 1
    /// Unsettled messages.
    private(set) var count = 0

    /// Takes the next publish sequence number.
    mutating func append(_ entry: Entry) {
        slots.append(Slot(entry: entry))
        count += 1
    }

    /// Records that a message was returned; its confirm follows.
    mutating func markReturned(reason: String, where matches: (Entry) -> Bool) {
        let index = slots.firstIndex { slot in
            slot.map { $0.returnReason == nil && matches($0.entry) } ?? false
        }
        if let index { slots[index]?.returnReason = reason }
    }

    /// Removes the messages of a confirm; ignores numbers that are not outstanding.
    ///
    /// - Parameter tag: with `multiple`, everything up to it; 0 then means everything.
    mutating func settle(tag: UInt64, multiple: Bool, accepted: Bool) -> [Settled] {
        let last = multiple && tag == 0 ? slots.count - 1 : offset(of: tag)
        guard let last else { return [] }
        let range = multiple ? 0...max(last, 0) : last...last
        var settled: [Settled] = []
        for index in range where index < slots.count {
            guard let slot = slots[index] else { continue }
            slots[index] = nil
            let outcome = slot.returnReason.map(Outcome.returned) ?? (accepted ? .stored : .refused)
            settled.append(Settled(entry: slot.entry, outcome: outcome))
        }
        count -= settled.count
        while let first = slots.first, first == nil {
            slots.removeFirst()
            firstTag += 1
        }
        return settled
    }

    /// The oldest unsettled entry.
    var oldest: Entry? { slots.first.flatMap { $0?.entry } }

    /// Changes the entry that was appended last, if it is unsettled.
    mutating func modifyLast(_ change: (inout Entry) -> Void) {
        guard let index = slots.indices.last, var slot = slots[index] else { return }
        change(&slot.entry)
        slots[index] = slot
    }

    /// Changes the first unsettled entry that matches; false if there is none.
    mutating func modify(where matches: (Entry) -> Bool, _ change: (inout Entry) -> Void) -> Bool {
        let found = slots.firstIndex { $0.map { matches($0.entry) } ?? false }
        guard let index = found, var slot = slots[index] else { return false }
        change(&slot.entry)
        slots[index] = slot
        return true
    }

    /// Empties the window for a new channel, and returns unsettled messages, with their outcome if it is known already.
    mutating func drain() -> [(entry: Entry, returnReason: String?)] {
        defer { self = ConfirmWindow() }
        return slots.compactMap { slot in slot.map { ($0.entry, $0.returnReason) } }
    }

    private func offset(of tag: UInt64) -> Int? {
        guard tag >= firstTag, tag - firstTag < UInt64(slots.count) else { return nil }
        return Int(tag - firstTag)
    }
}
