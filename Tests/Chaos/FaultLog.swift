import Synchronization

/// What was done to the system, and when.
package final class FaultLog: Sendable {
    package struct Entry: Sendable {
        package let name: String
        package let began: ContinuousClock.Instant
        package let ended: ContinuousClock.Instant
    }

    private let kept = Mutex<[Entry]>([])

    package var entries: [Entry] { kept.withLock { $0 } }

    /// Notes a fault that is over the moment it happens.
    func note(_ name: String) {
        let now = ContinuousClock.now
        kept.withLock { $0.append(Entry(name: name, began: now, ended: now)) }
    }

    func note(_ name: String, began: ContinuousClock.Instant) {
        let now = ContinuousClock.now
        kept.withLock { $0.append(Entry(name: name, began: began, ended: now)) }
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
