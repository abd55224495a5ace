package import ETLModels

/// The rows of a group's batches of one kind, and what becomes of each.
package struct GroupRows {
    /// What becomes of a row.
    package enum Fate: UInt8 {
        /// Its key is not stored.
        case new
        /// It is stored.
        case duplicate
        /// Its key is stored with other content, which stays.
        case conflict
        /// The database decides, by the kind's rule for equal keys.
        case merged
    }

    package let rows: EncodedRows
    private let rule: SameKeyRule
    private(set) var fates: [Fate]
    private var table: KeyTable
    /// The rows with the key of an earlier one, by that.
    private var later: [Int: [Int]] = [:]
    /// The rows with the least and the greatest key; nil without rows.
    private(set) var bounds: (least: Int, greatest: Int)?

    package init(_ rows: EncodedRows, _ rule: SameKeyRule) {
        self.rows = rows
        self.rule = rule
        fates = Array(repeating: .new, count: rows.count)
        table = KeyTable(rows: rows.count)
        for row in 0..<rows.count {
            if let first = table.add(row, of: rows) {
                later[first, default: []].append(row)
            } else {
                extendBounds(to: row)
            }
        }
        for (first, others) in later { settle(others, as: rows[first]) }
        // Of several new rows, the rule selects one.
        if rule != .keepStored { for first in later.keys { fates[first] = .merged } }
    }

    /// Compares a stored row with those of its key.
    mutating func compare(withStored stored: RawSpan) {
        guard let first = table.row(with: stored.extracting(0..<rows.keySize), among: rows) else { return }
        settle([first], as: stored)
        if let others = later[first] { settle(others, as: stored) }
    }

    /// Settles rows whose key is stored with the content of a row, or will be.
    private mutating func settle(_ others: [Int], as content: RawSpan) {
        for row in others {
            if RowFields.areEqual(rows[row], content) {
                fates[row] = .duplicate
            } else {
                fates[row] = rule == .keepStored ? .conflict : .merged
            }
        }
    }

    private mutating func extendBounds(to row: Int) {
        guard let (least, greatest) = bounds else {
            bounds = (row, row)
            return
        }
        if RowFields.isBefore(rows.key(of: row), rows.key(of: least)) { bounds = (row, greatest) }
        if RowFields.isBefore(rows.key(of: greatest), rows.key(of: row)) { bounds = (least, row) }
    }

    /// The rows in the order of their keys, one for each key.
    var keyOrder: [Int] {
        var order = Array(0..<rows.count)
        if !later.isEmpty {
            let repeated = Set(later.values.joined())
            order.removeAll { repeated.contains($0) }
        }
        order.sort { RowFields.isBefore(rows.key(of: $0), rows.key(of: $1)) }
        return order
    }

    /// The rows of a batch that have a fate.
    func rows(of batch: Int, _ fate: Fate) -> some Sequence<Int> {
        rows.ranges[batch].lazy.filter { fates[$0] == fate }
    }

    /// The number of a batch's rows that have a fate.
    func count(of batch: Int, _ fate: Fate) -> Int { rows.ranges[batch].count { fates[$0] == fate } }

    /// Whether any row has a fate.
    func contains(_ fate: Fate) -> Bool { fates.contains(fate) }

    /// Calls `body` with the rows that have a fate.
    package func forEachRow(with fate: Fate, _ body: (RawSpan) -> Void) {
        for row in fates.indices where fates[row] == fate { body(rows[row]) }
    }
}
