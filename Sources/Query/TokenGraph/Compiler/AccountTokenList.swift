import GraphQL
import TableIndexes

/// The tokens of an account's latest transfers, by address.
struct AccountTokenList: PagedList {
    let cursor: Cursor
    let page: PageRequest
    /// The account as a parameter.
    let account: String
    /// The name of the relation of its latest transfers.
    let latest: String
    /// The most transfers that are looked at, sent and received each.
    let window: Int
    /// The addresses of the cursors as parameters.
    let after: String?
    let before: String?

    func rows(bound: Int, limit: String) -> String {
        let edges = [after.map { "s.address > \($0)" }, before.map { "s.address < \($0)" }].compactMap(\.self)
        let order = ["s.address"].ordered(descending: page.isBackward)
        let source = "(SELECT DISTINCT w.token_address AS address FROM \(latest) AS w) AS s"
        return Scan(branches: [.init(source: source, conditions: edges, order: order)], order: order)
            .rows(bound: bound, limit: limit)
    }

    func position(_ column: (String) -> String) -> String { column("address") }

    func exist(beyond side: PageSide) -> String { "true" }

    func exist(after last: (String) -> String) -> String? { nil }

    func item(
        _ selection: RequestedSelection?, _ row: String, _ joins: inout [String], _ compiler: inout Compiler
    ) throws(GraphQLError) -> JSONText {
        let token = Compiler.TokenRow(address: "\(row).address", row: compiler.builder.alias("k"))
        joins.append(
            " LEFT JOIN LATERAL (SELECT * FROM tokens WHERE address = \(token.address) LIMIT 1) AS \(token.row) ON true"
        )
        return try compiler.tokenJSON(selection, token)
    }

    func count(_ limits: RequestLimits) -> ListCount {
        ListCount(
            value: "count(DISTINCT w.token_address)",
            isExact: "\(isComplete("sent")) AND \(isComplete("received"))", from: "\(latest) AS w")
    }

    private func isComplete(_ side: String) -> String { "count(*) FILTER (WHERE w.side = '\(side)') <= \(window)" }

    /// The latest transfers and one more, so that it is known whether they are all.
    var transfers: String {
        let sides = [("sent", "from_address"), ("received", "to_address")]
        return sides.map { side, column in
            let order = ["s.\(column)", "s.block_number", "s.log_index"].ordered(descending: true)
            return """
                (SELECT s.token_address, '\(side)' AS side FROM token_transfers AS s \
                WHERE (s.\(column), s.block_number) >= (\(account), 0) AND s.\(column) <= \(account) \
                ORDER BY \(order.joined(separator: ", ")) LIMIT \(window + 1))
                """
        }.joined(separator: " UNION ALL ")
    }
}

extension Compiler {
    mutating func account(_ field: RequestedField) throws(GraphQLError) -> String {
        let address = try bytes(field.argument("address"), "address", count: 20)
        let json = try object(field.selections.first) { compiler, field, json throws(GraphQLError) in
            switch field.name {
            case "address": json.bytes(compiler.builder.parameter(.bytes(address)), isNullable: false)
            case "transfers":
                json.expression("(\(try compiler.transfers(field, of: .account(address)).query))")
            default: json.expression("(\(try compiler.tokens(field, of: address).query))")
            }
        }
        return "SELECT \(json.page)"
    }

    private mutating func tokens(
        _ field: RequestedField, of account: [UInt8]
    ) throws(GraphQLError) -> SelectedValue {
        try requireKey()
        var fingerprint = Fingerprint()
        fingerprint.add("tokens of an account")
        fingerprint.add(account)
        let cursor = Cursor(fingerprint)
        let page = try pageRequest(field, cursor, positionBytes: 20)
        let missing = [TableIndex.from, .to].filter { !indexes.contains($0) }
        guard missing.isEmpty else { throw self.missing(missing, for: "This list") }
        let needs = ConnectionNeeds(field, isBackward: page.isBackward)
        if !needs.rows, !needs.count { return SelectedValue(json: try object(field.selections.first) { _, _, _ in }) }
        if needs.rows { try charge(page.count) }
        if needs.count { try charge(limits.countCost) }
        let list = AccountTokenList(
            cursor: cursor, page: page, account: builder.parameter(.bytes(account)), latest: builder.alias("w"),
            window: limits.accountWindow,
            after: needs.rows ? page.after.map { builder.parameter(.bytes($0)) } : nil,
            before: needs.rows ? page.before.map { builder.parameter(.bytes($0)) } : nil)
        var value = try connection(field, list, needs)
        value.with = (list.latest, list.transfers)
        return value
    }
}
