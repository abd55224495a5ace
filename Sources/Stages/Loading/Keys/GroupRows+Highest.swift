import ETLModels
import Ledger

/// Where the highest row of a key stays.
extension GroupRows {
    /// Settles the rows of a key that is not stored: the highest is new.
    mutating func settleNew(_ first: Int) {
        let order = order(of: first)
        fates[order[0]] = .new
        for row in order.dropFirst() { fates[row] = fateOfLower(row, than: rows[order[0]]) }
    }

    /// Settles the rows of a key beside the stored one: the highest takes its place if it is higher.
    ///
    /// That a stored row is higher stays true whatever other transactions do. That it is lower is to be checked when it is replaced.
    mutating func settle(_ first: Int, beside stored: RawSpan, _ highest: RowOrder) {
        if !displaced.isEmpty { displaced[first] = nil }
        guard later[first] != nil else { return settleOne(first, beside: stored, highest) }
        let order = order(of: first)
        guard !order.contains(where: { isOwn($0, stored) }) else {
            for row in order { fates[row] = .own }
            return
        }
        let best = order[0]
        guard highest.isHigher(rows[best], than: stored) else {
            for row in order { fates[row] = fateOfLower(row, than: stored) }
            return
        }
        replace(stored, by: best, of: first)
        for row in order.dropFirst() { fates[row] = fateOfLower(row, than: rows[best]) }
    }

    /// Takes over what becomes of the rows that this group passed, from the group of the same rows that has them.
    mutating func take(_ rest: GroupRows) {
        for row in fates.indices where fates[row] == .passed { fates[row] = rest.fates[row] }
        displaced.merge(rest.displaced) { own, _ in own }
    }

    /// Settles the only row of a key, which mostly is what is stored.
    private mutating func settleOne(_ row: Int, beside stored: RawSpan, _ highest: RowOrder) {
        if isOwn(row, stored) {
            fates[row] = .own
        } else if RowFields.haveSameContent(rows[row], stored), rank(of: row) == RowFields.origin(of: stored).rank {
            fates[row] = .duplicate
        } else if highest.isHigher(rows[row], than: stored) {
            replace(stored, by: row, of: row)
        } else {
            fates[row] = fateOfLower(row, than: stored)
        }
    }

    private mutating func replace(_ stored: RawSpan, by row: Int, of first: Int) {
        let origin = RowFields.origin(of: stored)
        let agrees = rank(of: row) <= origin.rank || RowFields.fate(of: stored, beside: rows[row]) == .duplicate
        displaced[first] = Displacement(of: origin, by: row, agrees: agrees)
        fates[row] = agrees ? .adopting : .replacing
    }

    /// What becomes of a row beside a higher one of its key.
    private func fateOfLower(_ row: Int, than other: RawSpan) -> Fate {
        guard rank(of: row) < RowFields.origin(of: other).rank else { return .duplicate }
        return RowFields.fate(of: rows[row], beside: other) == .duplicate ? .duplicate : .outranked
    }
}
