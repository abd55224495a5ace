import GraphQL

/// A list of tokens by address or by symbol.
struct TokenList: PagedList {
    let cursor: Cursor
    let page: PageRequest
    /// The conditions as expressions.
    let conditions: [String]
    let bySymbol: Bool
    let isDescending: Bool
    /// The addresses of the cursors as parameters.
    let after: String?
    let before: String?

    func rows(bound: Int, limit: String) -> String {
        scan(after: after, before: before, isReversed: page.isBackward).rows(bound: bound, limit: limit)
    }

    func position(_ column: (String) -> String) -> String { column("address") }

    func exist(beyond side: PageSide) -> String { "true" }

    func exist(after last: (String) -> String) -> String? { nil }

    func item(
        _ selection: RequestedSelection?, _ row: String, _ joins: inout [String], _ compiler: inout Compiler
    ) throws(GraphQLError) -> JSONText {
        try compiler.tokenJSON(selection, Compiler.TokenRow(address: "\(row).address", row: row))
    }

    func count(_ limits: RequestLimits) -> ListCount {
        scan(after: nil, before: nil, isReversed: false).count(bound: limits.counted)
    }

    private func scan(after: String?, before: String?, isReversed: Bool) -> Scan {
        let descending = isDescending != isReversed
        let columns = bySymbol ? [#"s.symbol COLLATE "C""#, "s.address"] : ["s.address"]
        let order = columns.ordered(descending: descending)
        func branch(_ more: [String]) -> Scan.Branch {
            Scan.Branch(source: "tokens AS s", conditions: conditions + more, order: order)
        }
        let (above, below) = isDescending ? ("<", ">") : (">", "<")
        guard bySymbol else {
            let edges = [after.map { "s.address \(above) \($0)" }, before.map { "s.address \(below) \($0)" }]
            return Scan(branches: [branch(edges.compactMap(\.self))], order: order)
        }
        // Tokens without a symbol are the last in both directions.
        let named = combined(after.map { [[Self.beyond($0, above)]] }, before.map { Self.named($0, below) })
        let unnamed = combined(after.map { Self.unnamed($0, above) }, before.map { [Self.unnamed($0, below)[1]] })
        return Scan(
            branches: named.map { branch(["s.symbol IS NOT NULL"] + $0) }
                + unnamed.map { branch(["s.symbol IS NULL"] + $0) },
            order: ["(s.symbol IS NULL)\(isReversed ? " DESC" : "")"] + order)
    }

    /// Every combination of two alternatives; nil is no condition.
    private func combined(_ first: [[String]]?, _ second: [[String]]?) -> [[String]] {
        (first ?? [[]]).flatMap { first in (second ?? [[]]).map { first + $0 } }
    }

    /// The symbol of a cursor's token as it is now.
    private static func symbol(_ address: String) -> String { "(SELECT symbol FROM tokens WHERE address = \(address))" }

    private static func beyond(_ address: String, _ sign: String) -> String {
        #"(s.symbol COLLATE "C", s.address) \#(sign) (\#(symbol(address)), \#(address))"#
    }

    /// The tokens with a symbol before a cursor: those before its symbol, or all if it has none.
    ///
    /// Two scans, since a condition with `OR` would use no index.
    private static func named(_ address: String, _ sign: String) -> [[String]] {
        [[beyond(address, sign)], ["\(symbol(address)) IS NULL"]]
    }

    /// The tokens without a symbol after a cursor: all if it has a symbol, or those beyond its address.
    private static func unnamed(_ address: String, _ sign: String) -> [[String]] {
        [["\(symbol(address)) IS NOT NULL"], ["\(symbol(address)) IS NULL", "s.address \(sign) \(address)"]]
    }
}

extension Compiler {
    mutating func tokens(_ field: RequestedField) throws(GraphQLError) -> SelectedValue {
        let filter = try tokenFilter(field)
        let bySymbol = field.argument("orderBy") == .enumeration("symbol")
        var fingerprint = Fingerprint()
        fingerprint.add("tokens")
        fingerprint.add(order: field)
        fingerprint.add(filter)
        let cursor = Cursor(fingerprint)
        let page = try pageRequest(field, cursor, positionBytes: 20)
        try requireIndexes(filter, bySymbol: bySymbol)
        let needs = ConnectionNeeds(field, isBackward: page.isBackward)
        if !needs.rows, !needs.count { return SelectedValue(json: try object(field.selections.first) { _, _, _ in }) }
        if needs.rows { try charge(page.count) }
        if needs.count { try charge(limits.countCost) }
        let list = TokenList(
            cursor: cursor, page: page, conditions: conditions(filter),
            // One symbol alone leaves the order to the address.
            bySymbol: bySymbol && filter.symbol == nil,
            isDescending: field.argument("orderDirection") == .enumeration("desc"),
            after: needs.rows ? page.after.map { builder.parameter(.bytes($0)) } : nil,
            before: needs.rows ? page.before.map { builder.parameter(.bytes($0)) } : nil)
        return try connection(field, list, needs)
    }

    private mutating func conditions(_ filter: TokenFilter) -> [String] {
        var conditions: [String] = []
        if let addresses = filter.addresses {
            conditions.append("s.address = ANY (\(builder.parameter(.bytesList(addresses))))")
        }
        if let symbol = filter.symbol {
            conditions.append(#"s.symbol COLLATE "C" = \#(builder.parameter(.text(symbol)))"#)
        }
        if let prefix = filter.namePrefix {
            conditions.append(#"s.name COLLATE "C" >= \#(builder.parameter(.text(prefix)))"#)
            if let end = TokenFilter.end(of: prefix) {
                conditions.append(#"s.name COLLATE "C" < \#(builder.parameter(.text(end)))"#)
            }
        }
        return conditions
    }
}
