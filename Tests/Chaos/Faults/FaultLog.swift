import Synchronization

/// The faults of a scenario, with their times.
package final class FaultLog: Sendable {
    package struct Entry: Sendable {
        package let name: String
        package let kind: Kind
        package let began: ContinuousClock.Instant
        package let ended: ContinuousClock.Instant
    }

    /// The effects that a fault may have on the stages.
    package enum Kind: Sendable, Hashable {
        /// Stages may repeat work, and may log the fault.
        case fault
        /// A stage must give a message up: it logs one line, and repeats no work.
        case refusal
    }

    private let kept = Mutex<[Entry]>([])

    package var entries: [Entry] { kept.withLock { $0 } }

    func count(_ kind: Kind) -> Int { entries.count { $0.kind == kind } }

    /// Records a fault without a duration.
    func note(_ name: String, _ kind: Kind = .fault) {
        let now = ContinuousClock.now
        kept.withLock { $0.append(Entry(name: name, kind: kind, began: now, ended: now)) }
    }

    func note(_ name: String, began: ContinuousClock.Instant) {
        let now = ContinuousClock.now
        kept.withLock { $0.append(Entry(name: name, kind: .fault, began: began, ended: now)) }
    }

    /// The faults with their numbers: `3 × kill -9 loader`.
    package var summary: String {
        var order: [String] = []
        var counts: [String: Int] = [:]
        for entry in entries {
            if counts[entry.name] == nil { order.append(entry.name) }
            counts[entry.name, default: 0] += 1
        }
        return order.map { "\(counts[$0] ?? 0) × \($0)" }.joined(separator: ", ")
    }
}
