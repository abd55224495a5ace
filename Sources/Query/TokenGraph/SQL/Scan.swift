/// The rows of a list in its order, from one or several scans of indexes.
///
/// Every relation of rows has the alias `s`.
struct Scan {
    /// The rows of one index scan, or of one for each item.
    struct Branch {
        /// The relation with its alias.
        var source: String
        /// The conditions; all must hold.
        var conditions: [String]
        /// The order, which the index has.
        var order: [String]
        /// A relation `v (item)`; the scan is done for each of its rows.
        var each: String?
    }

    var branches: [Branch]
    /// The order of the rows of all branches.
    var order: [String]

    /// The rows up to a limit.
    ///
    /// - Parameters:
    ///   - bound: the most rows, as a number. The planner sees it, so it prefers scans that stop early.
    ///   - limit: fewer rows, as an expression that the planner does not see through.
    func rows(_ columns: String = "s.*", bound: Int, limit: String? = nil, isOrdered: Bool = true) -> String {
        let last = limit ?? String(bound)
        let merge = isOrdered ? " ORDER BY \(order.joined(separator: ", "))" : ""
        let texts = branches.map { branch in
            let rows = rows(of: branch, columns, bound: bound, limit: limit)
            guard let each = branch.each else { return rows }
            return "SELECT s.* FROM \(each) CROSS JOIN LATERAL (\(rows)) AS s\(merge) LIMIT \(last)"
        }
        guard texts.count > 1 else { return texts.first ?? "" }
        let union = texts.map { "(\($0))" }.joined(separator: " UNION ALL ")
        return "SELECT * FROM (\(union)) AS s\(merge) LIMIT \(last)"
    }

    private func rows(of branch: Branch, _ columns: String, bound: Int, limit: String?) -> String {
        let conditions = branch.conditions.isEmpty ? "" : " WHERE \(branch.conditions.joined(separator: " AND "))"
        let rows = """
            SELECT \(columns) FROM \(branch.source)\(conditions) \
            ORDER BY \(branch.order.joined(separator: ", ")) LIMIT \(bound)
            """
        return limit.map { "SELECT * FROM (\(rows)) AS s LIMIT \($0)" } ?? rows
    }

    /// Whether there are rows, as an expression. `EXISTS` would drop the order, and the index with it.
    var hasRows: String { "(\(rows("true", bound: 1, isOrdered: false))) IS NOT NULL" }

    /// The number of rows up to a bound; one row more tells whether there are more.
    func count(bound: Int) -> ListCount {
        ListCount(
            value: "least(count(*), \(bound))", isExact: "count(*) <= \(bound)",
            from: "(\(rows("1 AS one", bound: bound + 1, isOrdered: false))) AS s")
    }
}

extension [String] {
    /// The columns in a direction.
    func ordered(descending: Bool) -> [String] {
        map { descending ? "\($0) DESC" : $0 }
    }
}
