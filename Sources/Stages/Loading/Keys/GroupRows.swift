package import ETLModels
import Ledger

/// The rows of a group's batches of one kind, and what becomes of each.
package struct GroupRows {
    /// What becomes of a row.
    package enum Fate: UInt8 {
        /// Its key is not stored.
        case new
        /// It is what is stored: its batch was loaded before, and was forgotten because another source was removed.
        case own
        /// It is stored, or something that knows more.
        case duplicate
        /// It is stored with less: the row has values for columns that are NULL there, and is equal otherwise.
        case completing
        /// It takes the place of a stored row with other content, whose source has a lower rank.
        case replacing
        /// It takes the place of a stored row that agrees: its source takes the row over, so that one of a rank between the two cannot
        /// replace it, or its row is higher.
        case adopting
        /// Its key is stored with other content, which stays.
        case conflict
        /// The same, because the source of the stored row replaces others.
        case outranked
        /// Another group has it.
        case passed
    }

    package let rows: EncodedRows
    /// The order of rows of one key, of which the highest stays; nil if the stored row stays.
    private let highest: RowOrder?
    var fates: [Fate]
    private var table: KeyTable
    /// The rows with the key of an earlier one, by that.
    private(set) var later: [Int: [Int]] = [:]
    /// The content with the values of all rows, where one of several with a key completes it; by the first of them.
    private var filled: [Int: [UInt8]] = [:]
    /// What becomes of stored rows whose place a row takes, by the first row of the key.
    var displaced: [Int: Displacement] = [:]
    /// The first rows of keys of which another row, of a higher rank, is new; by that.
    private var firstOf: [Int: Int] = [:]
    /// Whether rows come from sources that replace others.
    private let hasRanks: Bool
    private let takesOver: Bool
    /// The first rows of the keys that several rows have, and that are stored.
    private var storedAmongLater: Set<Int> = []
    /// The rows with the least and the greatest key; nil without rows.
    private(set) var bounds: (least: Int, greatest: Int)?

    /// - Parameters:
    ///   - takesOver: whether a row that agrees with a stored one of a lower rank takes it over.
    ///   - isPassed: whether another group has a row, with all others of its key.
    package init(
        _ rows: EncodedRows, _ schema: Schema, takesOver: Bool = false,
        passingOver isPassed: (Int) -> Bool = { _ in false }
    ) {
        self.rows = rows
        self.takesOver = takesOver
        switch schema.sameKey {
        case .keepStored: (highest, hasRanks) = (nil, rows.haveRanks)
        case .keepHighest(let column): (highest, hasRanks) = (RowOrder(schema, byHighest: column), false)
        }
        fates = Array(repeating: .new, count: rows.count)
        table = KeyTable(rows: rows.count)
        for row in 0..<rows.count {
            if isPassed(row) {
                fates[row] = .passed
            } else if let first = table.add(row, of: rows) {
                later[first, default: []].append(row)
            } else {
                extendBounds(to: row)
            }
        }
        for first in later.keys {
            let order = order(of: first)
            if order[0] != first { firstOf[order[0]] = first }
            if highest == nil {
                settle(order.dropFirst(), of: first, as: rows[order[0]], isStored: false)
            } else {
                settleNew(first)
            }
        }
    }

    /// Compares a stored row with those of its key.
    mutating func compare(withStored stored: RawSpan) {
        guard let first = table.row(with: stored.extracting(0..<rows.keySize), among: rows) else { return }
        if let highest { return settle(first, beside: stored, highest) }
        let isRepeated = later[first] != nil
        guard hasRanks || isRepeated else {
            fates[first] = isOwn(first, stored) ? .own : fate(of: first, beside: stored)
            if fates[first] == .conflict, RowFields.origin(of: stored).rank > 0 { fates[first] = .outranked }
            return
        }
        if isRepeated { storedAmongLater.insert(first) }
        settle(order(of: first)[...], of: first, as: stored, isStored: true)
    }

    /// The rows of a key: the highest first, or those of higher ranks.
    func order(of first: Int) -> [Int] {
        let all = [first] + (later[first] ?? [])
        if let highest { return all.sorted { highest.isHigher(rows[$0], than: rows[$1]) } }
        guard hasRanks else { return all }
        // The sort is stable: of one rank, the earlier row comes first.
        return all.sorted { rank(of: $0) > rank(of: $1) }
    }

    func rank(of row: Int) -> UInt64 { RowFields.origin(of: rows[row]).rank }

    /// Settles rows of a key that is stored with some content, or will be. Each may complete what those before have left.
    ///
    /// - Parameter rows: those of higher ranks first, so that only the first that contradicts the content can replace it.
    private mutating func settle(_ rows: ArraySlice<Int>, of first: Int, as content: RawSpan, isStored: Bool) {
        (filled[first], displaced[first]) = (nil, nil)
        let origin = RowFields.origin(of: content)
        var rank = origin.rank
        for row in rows {
            guard !isOwn(row, content) else {
                fates[row] = fateOfOwn(of: first)
                continue
            }
            let known = filled[first]
            var fate = known.map { self.fate(of: row, beside: $0.span.bytes) } ?? self.fate(of: row, beside: content)
            let own = self.rank(of: row)
            if isStored, own > rank, fate == .conflict || takesOver {
                fate = fate == .conflict ? .replacing : .adopting
                displaced[first] = Displacement(of: origin, by: row, agrees: fate == .adopting)
            } else if fate == .conflict, own < rank {
                fate = .outranked
            }
            switch fate {
            case .completing:
                filled[first] =
                    known.map { RowFields.filling($0.span.bytes, from: self.rows[row]) }
                    ?? RowFields.filling(content, from: self.rows[row])
            case .adopting:
                filled[first] =
                    known.map { RowFields.filling(self.rows[row], from: $0.span.bytes) }
                    ?? RowFields.filling(self.rows[row], from: content)
            case .replacing: filled[first] = self.rows[row].withUnsafeBytes { Array($0) }
            default: break
            }
            fates[row] = fate
            if fate != .conflict, fate != .outranked { rank = max(rank, own) }
        }
    }

    /// What becomes of a row that is stored, unless one of a higher rank takes its place: then its batch counts it, not the one that the
    /// ledger had.
    private mutating func fateOfOwn(of first: Int) -> Fate {
        guard let taken = displaced[first] else { return .own }
        displaced[first] = Displacement(of: taken.origin, by: taken.row, agrees: true)
        return taken.agrees ? .duplicate : .outranked
    }

    /// Whether a stored row came from the record itself.
    func isOwn(_ row: Int, _ stored: RawSpan) -> Bool {
        let origin = RowFields.origin(of: stored)
        return origin.source != 0 && origin == RowFields.origin(of: rows[row])
    }

    private func fate(of row: Int, beside content: RawSpan) -> Fate {
        if RowFields.haveSameContent(rows[row], content) { return .duplicate }
        return RowFields.fate(of: rows[row], beside: content)
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
        let repeated = Set(later.values.joined())
        var order = (0..<rows.count).filter { fates[$0] != .passed && !repeated.contains($0) }
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

    /// Calls `body` with the rows whose keys are new, each with the values of later rows that complete it.
    package func forEachNewRow(_ body: (RawSpan) -> Void) {
        for row in fates.indices where fates[row] == .new {
            if let filled = filled[firstOf[row] ?? row] { body(filled.span.bytes) } else { body(rows[row]) }
        }
    }

    /// Calls `body` with the rows that take the places of stored ones, one for each key.
    func forEachDisplacement(_ body: (RawSpan, Displacement) -> Void) {
        for (first, displacement) in displaced.sorted(by: { $0.key < $1.key }) {
            if let filled = filled[first] {
                body(filled.span.bytes, displacement)
            } else {
                body(rows[displacement.row], displacement)
            }
        }
    }

    /// Calls `body` with the rows that complete stored ones, one for each key.
    func forEachCompletion(_ body: (RawSpan) -> Void) {
        let repeated = Set(later.keys).union(later.values.joined())
        for row in fates.indices where fates[row] == .completing && !repeated.contains(row) { body(rows[row]) }
        for first in storedAmongLater.sorted() where displaced[first] == nil {
            if let filled = filled[first] { body(filled.span.bytes) }
        }
    }
}
