import GraphQL
import TableIndexes

/// The condition that chooses the index; the others filter what it gives.
enum TransferLead: Equatable {
    case transaction
    /// An equality by its index among the conditions.
    case equal(Int)
    case account(Int)
    case among(Int)
    /// The order of the chain.
    case chain
}

extension TransferConditions {
    /// The conditions that an index can serve, the most selective first as far as one can tell without looking.
    var leads: [(lead: TransferLead, indexes: [TableIndex])] {
        var leads: [(rank: Int, lead: TransferLead, indexes: [TableIndex])] = []
        if transaction != nil { leads.append((0, .transaction, [.transaction])) }
        for (index, condition) in equal.enumerated() {
            let rank = condition.isZero ? 6 : condition.column == .token ? 4 : 1
            leads.append((rank, .equal(index), [condition.column.index]))
        }
        for (index, account) in accounts.enumerated() {
            leads.append((account.isZero ? 7 : 2, .account(index), [.from, .to]))
        }
        for (index, condition) in among.enumerated() {
            let rank = condition.hasZero ? 8 : condition.column == .token ? 5 : 3
            leads.append((rank, .among(index), [condition.column.index]))
        }
        return leads.sorted { $0.rank < $1.rank }.map { ($0.lead, $0.indexes) }
    }

    /// The conditions beside the one that leads, as one condition that no index serves and no statistics estimate.
    ///
    /// So the planner keeps to the index of the lead, and to its order.
    func rest(beside lead: TransferLead, _ more: [String] = []) -> [String] {
        var rest = others
        for (index, condition) in equal.enumerated() where lead != .equal(index) {
            rest.append("s.\(condition.column.sql) = \(condition.sql)")
        }
        for (index, condition) in among.enumerated() where lead != .among(index) {
            rest.append("s.\(condition.column.sql) = ANY (\(condition.sql))")
        }
        for (index, account) in accounts.enumerated() where lead != .account(index) {
            rest.append("(s.from_address = \(account.sql) OR s.to_address = \(account.sql))")
        }
        if let transaction, lead != .transaction { rest.append("s.transaction_hash = \(transaction)") }
        rest += more
        return rest.isEmpty ? [] : ["CASE WHEN \(rest.joined(separator: " AND ")) THEN true END"]
    }
}

extension Compiler {
    /// The condition that leads, or the refusal if no index serves any and no range bounds them.
    func lead(_ conditions: TransferConditions, isNested: Bool) throws(GraphQLError) -> TransferLead {
        let leads = conditions.leads
        for (lead, indexes) in leads where self.indexes.isSuperset(of: indexes) { return lead }
        if conditions.isBounded, !isNested { return .chain }
        if let first = leads.first {
            let missing = first.indexes.filter { !indexes.contains($0) }
            throw self.missing(missing, for: "This filter")
        }
        guard conditions.filtersValues else { return .chain }
        throw failure(
            "A filter on values alone would read everything. Add token, from, to, account or transactionHash,"
                + " or both ends of a range of blocks or of times.", .filterTooWide)
    }
}
