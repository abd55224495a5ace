/// Where a scan of transfers begins or ends.
enum TransferEdge {
    case none
    /// A block: the lowest that is read, or the one after the highest.
    case block(String)
    /// A transfer, which is read or not.
    case position(block: String, log: String, isIncluded: Bool)

    init(block: String?) {
        self = block.map { .block($0) } ?? .none
    }
}

extension TransferConditions {
    /// The scan of the transfers between two edges.
    func scan(_ lead: TransferLead, from lower: TransferEdge, to upper: TransferEdge, descending: Bool) -> Scan {
        let order = ["s.block_number", "s.log_index"]
        func branch(_ column: String, _ value: String, each: String? = nil, _ more: [String] = []) -> Scan.Branch {
            Scan.Branch(
                source: "token_transfers AS s",
                conditions: [
                    Self.condition(lower, ">", column, value), Self.condition(upper, "<", column, value),
                ] + rest(beside: lead, more),
                order: (["s.\(column)"] + order).ordered(descending: descending), each: each)
        }
        var branches: [Scan.Branch]
        switch lead {
        case .equal(let index): branches = [branch(equal[index].column.sql, equal[index].sql)]
        case .among(let index):
            let condition = among[index]
            branches = [branch(condition.column.sql, "v.item", each: "unnest(\(condition.sql)) AS v (item)")]
        case .account(let index):
            // A transfer to oneself is in both indexes.
            let account = accounts[index].sql
            branches = [
                branch("from_address", account),
                branch("to_address", account, ["s.from_address IS DISTINCT FROM \(account)"]),
            ]
        case .transaction, .chain:
            branches = [
                Scan.Branch(
                    source: source(lead),
                    conditions: [Self.condition(lower, ">"), Self.condition(upper, "<")].compactMap(\.self)
                        + rest(beside: lead),
                    order: order.ordered(descending: descending))
            ]
        }
        return Scan(branches: branches, order: order.ordered(descending: descending))
    }

    private func source(_ lead: TransferLead) -> String {
        guard lead == .transaction, let transaction else { return "token_transfers AS s" }
        // Materialized, since the planner might walk the key in the order of the chain instead.
        return """
            (WITH found AS MATERIALIZED (SELECT * FROM token_transfers WHERE transaction_hash = \(transaction)) \
            SELECT * FROM found) AS s
            """
    }

    /// An edge within the rows of one value of a column.
    ///
    /// The column is never compared for equality: it is part of the order, so that no other index has the order. The
    /// comparison of a row hides from the planner that the range is narrow, so that it keeps to the order and stops early.
    private static func condition(_ edge: TransferEdge, _ sign: String, _ column: String, _ value: String) -> String {
        switch edge {
        case .none where sign == ">": "(s.\(column), s.block_number) >= (\(value), 0)"
        case .none: "s.\(column) <= \(value)"
        case .block(let block):
            "(s.\(column), s.block_number) \(sign == ">" ? ">=" : "<") (\(value), \(block))"
        case .position(let block, let log, let isIncluded):
            "(s.\(column), s.block_number, s.log_index) \(sign)\(isIncluded ? "=" : "") (\(value), \(block), \(log))"
        }
    }

    /// An edge within the order of the chain.
    private static func condition(_ edge: TransferEdge, _ sign: String) -> String? {
        switch edge {
        case .none: nil
        case .block(let block): "s.block_number \(sign == ">" ? ">=" : "<") \(block)"
        case .position(let block, let log, let isIncluded):
            "(s.block_number, s.log_index) \(sign)\(isIncluded ? "=" : "") (\(block), \(log))"
        }
    }
}
