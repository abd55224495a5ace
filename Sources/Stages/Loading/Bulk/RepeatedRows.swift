import ETLModels
import Ledger

/// The rows of a window, which have keys in common, and what becomes of each: as if all had come in one transaction, after those that were in
/// the table before.
struct RepeatedRows {
    /// A row that goes.
    struct Leaving {
        let row: Int
        /// Where it came from; 0 if its batch keeps its counts.
        let origin: RecordOrigin
        /// Where the row came from that stays.
        let winner: RecordOrigin
        /// Why its record is a reject; nil for a duplicate.
        let reason: RejectReason?
        /// Whether it has given the row that stays values which that lacked.
        let completes: Bool

        /// The record that becomes a reject: its own, or that of the row which stays if nobody knows its own.
        var rejected: RecordOrigin { origin.source == 0 ? winner : origin }
    }

    private(set) var leaving: [Leaving] = []
    /// Where the rows came from that take the places of earlier ones with other content.
    private var replacing: [RecordOrigin] = []
    /// The contents of rows that stay, where these are no longer what is stored.
    private(set) var refilled: [(row: Int, content: [UInt8])] = []
    /// The row that stays of the last row's key.
    private(set) var lastWinner = 0

    private let rows: EncodedRows
    private let group: GroupRows
    private let earlier: Set<Int>
    /// The rows of which another has the same origin: batches that the ledger had forgotten were loaded again.
    private let again: Set<Int>

    /// - Parameters:
    ///   - rows: in the order of ``RepeatedKeyStatements/find(generation:)``, so those of a key are next to each other.
    ///   - earlier: those that were in the table before the phase.
    ///   - takesOver: see ``GroupStore/takesOver(on:)``.
    init(_ rows: EncodedRows, _ schema: Schema, earlier: Set<Int>, takesOver: Bool) {
        self.rows = rows
        self.earlier = earlier
        let keys = Self.keys(of: rows)
        let again = Self.again(rows, keys)
        self.again = again
        var group = GroupRows(
            rows, schema, takesOver: takesOver, passingOver: { earlier.contains($0) || again.contains($0) })
        for row in earlier.subtracting(again).sorted() { group.compare(withStored: rows[row]) }
        self.group = group
        for key in keys { settle(key) }
    }

    /// The rows of each key.
    private static func keys(of rows: EncodedRows) -> [Range<Int>] {
        var keys: [Range<Int>] = []
        var start = 0
        for row in 0..<rows.count {
            let isLast = row + 1 == rows.count || !RowFields.areEqual(rows.key(of: row), rows.key(of: row + 1))
            guard isLast else { continue }
            keys.append(start..<row + 1)
            start = row + 1
        }
        return keys
    }

    private static func again(_ rows: EncodedRows, _ keys: [Range<Int>]) -> Set<Int> {
        var again: Set<Int> = []
        for key in keys {
            var seen: Set<RecordOrigin> = []
            for row in key {
                let origin = RowFields.origin(of: rows[row])
                if origin.source != 0, !seen.insert(origin).inserted { again.insert(row) }
            }
        }
        return again
    }

    /// By how much the counts of the rows' batches change.
    ///
    /// - Parameter batch: the batch of a record; nil if the ledger has forgotten it, and it counts when it is loaded again.
    func changes(_ batch: (RecordOrigin) -> BatchID?) -> [BatchID: BatchChange] {
        var changes: [BatchID: BatchChange] = [:]
        func change(_ origin: RecordOrigin, _ counts: (inout BatchChange) -> Void) {
            guard origin.source != 0, let batch = batch(origin) else { return }
            counts(&changes[batch, default: BatchChange()])
        }
        for row in leaving {
            change(row.origin) { counts in
                counts.loaded -= 1
                if row.reason == nil { counts.duplicates += 1 } else { counts.rejected += 1 }
                if row.completes { counts.completed += 1 }
            }
        }
        for origin in replacing { change(origin) { $0.replaced += 1 } }
        return changes
    }

    /// Notes what becomes of the rows of a key.
    private mutating func settle(_ key: Range<Int>) {
        let winner = winner(of: key)
        lastWinner = winner
        let stays = RowFields.origin(of: rows[winner])
        for row in key where row != winner {
            // Its batch counts the record once, as before.
            let isCounted = !again.contains(row) && group.fates[row] != .own
            let origin = isCounted ? RowFields.origin(of: rows[row]) : RecordOrigin(rawValue: 0)
            let reason = isCounted ? reason(of: row, besides: winner) : nil
            leaving.append(
                Leaving(
                    row: row, origin: origin, winner: stays, reason: reason,
                    completes: group.fates[row] == .completing))
        }
        if group.fates[winner] == .replacing { replacing.append(stays) }
        refill(winner, from: key)
    }

    /// The row that stays: a new one, one that takes the place of an earlier one, or the earlier one.
    private func winner(of key: Range<Int>) -> Int {
        key.first { [.new, .replacing, .adopting].contains(group.fates[$0]) }
            ?? key.first { earlier.contains($0) && !again.contains($0) } ?? key.lowerBound
    }

    private func reason(of row: Int, besides winner: Int) -> RejectReason? {
        switch group.fates[row] {
        case .conflict: .conflict
        case .outranked: .replaced
        // The earlier row, whose place the other takes.
        case .passed: group.fates[winner] == .replacing ? .replaced : nil
        default: nil
        }
    }

    /// Gives the row that stays the values that it lacks, from those that complete it, and from the one that it takes over.
    private mutating func refill(_ winner: Int, from key: Range<Int>) {
        var content: [UInt8]?
        for row in key where row != winner {
            let isGiving =
                group.fates[row] == .completing || group.fates[winner] == .adopting && earlier.contains(row)
            guard isGiving else { continue }
            content =
                content.map { RowFields.filling($0.span.bytes, from: rows[row]) }
                ?? RowFields.filling(rows[winner], from: rows[row])
        }
        guard let content, !RowFields.areEqual(content.span.bytes, rows[winner]) else { return }
        refilled.append((winner, content))
    }
}
