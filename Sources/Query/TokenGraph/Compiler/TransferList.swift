import GraphQL

/// A list of transfers.
struct TransferList: PagedList {
    let cursor: Cursor
    let page: PageRequest
    let conditions: TransferConditions
    let lead: TransferLead
    let isDescending: Bool
    /// The token of all transfers, if the list is one's own.
    let token: Compiler.TokenRow?
    /// The positions of the cursors as parameters.
    let after: (block: String, log: String)?
    let before: (block: String, log: String)?

    func rows(bound: Int, limit: String) -> String {
        let (start, end) = isDescending ? (before, after) : (after, before)
        return conditions.scan(
            lead, from: edge(start, conditions.lowerBlock), to: edge(end, conditions.upperBlock),
            descending: isDescending != page.isBackward
        ).rows(bound: bound, limit: limit)
    }

    /// A cursor is closer than a bound: its transfer meets the conditions.
    private func edge(_ position: (block: String, log: String)?, _ block: String?) -> TransferEdge {
        guard let position else { return TransferEdge(block: block) }
        return .position(block: position.block, log: position.log, isIncluded: false)
    }

    func position(_ column: (String) -> String) -> String {
        "int8send(\(column("block_number"))) || int4send(\(column("log_index")))"
    }

    /// The transfer of the cursor itself is beyond, unless the cursor is that of another token's list.
    func exist(beyond side: PageSide) -> String {
        guard token != nil, let position = side == .start ? after : before else { return "true" }
        let edge = TransferEdge.position(block: position.block, log: position.log, isIncluded: true)
        let isLower = (side == .start) == isDescending
        let scan = conditions.scan(
            lead, from: isLower ? edge : TransferEdge(block: conditions.lowerBlock),
            to: isLower ? TransferEdge(block: conditions.upperBlock) : edge, descending: isDescending)
        return scan.hasRows
    }

    func exist(after last: (String) -> String) -> String? {
        let last = TransferEdge.position(block: last("block_number"), log: last("log_index"), isIncluded: false)
        let end = edge(before, isDescending ? conditions.lowerBlock : conditions.upperBlock)
        return conditions.scan(
            lead, from: isDescending ? end : last, to: isDescending ? last : end, descending: isDescending
        ).hasRows
    }

    func item(
        _ selection: RequestedSelection?, _ row: String, _ joins: inout [String], _ compiler: inout Compiler
    ) throws(GraphQLError) -> JSONText {
        try compiler.transferJSON(selection, row, &joins, token: token)
    }

    func count(_ limits: RequestLimits) -> ListCount {
        conditions.scan(
            lead, from: TransferEdge(block: conditions.lowerBlock), to: TransferEdge(block: conditions.upperBlock),
            descending: isDescending
        ).count(bound: limits.counted)
    }
}

extension Compiler {
    /// The transfers of all, of a token or of an account.
    mutating func transfers(
        _ field: RequestedField, of owner: TransferOwner
    ) throws(GraphQLError) -> SelectedValue {
        try requireKey()
        let filter = try transferFilter(field)
        let cursor = Cursor(fingerprint(field, filter, owner))
        let page = try pageRequest(field, cursor, positionBytes: 12)
        let needs = ConnectionNeeds(field, isBackward: page.isBackward)
        if !needs.rows, !needs.count { return SelectedValue(json: try object(field.selections.first) { _, _, _ in }) }
        let conditions = conditions(filter, of: owner)
        var token: TokenRow?
        if case .token(let row) = owner { token = row }
        let lead = try lead(conditions, isNested: token != nil)
        if needs.rows { try charge(page.count * conditions.scans(lead)) }
        if needs.count { try charge(limits.countCost * conditions.scans(lead)) }
        let list = TransferList(
            cursor: cursor, page: page, conditions: conditions, lead: lead,
            isDescending: field.argument("orderDirection") == .enumeration("desc"), token: token,
            after: needs.rows ? position(page.after) : nil, before: needs.rows ? position(page.before) : nil)
        return try connection(field, list, needs)
    }

    private func fingerprint(
        _ field: RequestedField, _ filter: TransferFilter, _ owner: TransferOwner
    ) -> Fingerprint {
        var fingerprint = Fingerprint()
        switch owner {
        case .all: fingerprint.add("transfers")
        case .token: fingerprint.add("transfers of a token")
        case .account(let address):
            fingerprint.add("transfers of an account")
            fingerprint.add(address)
        }
        fingerprint.add(order: field)
        fingerprint.add(filter)
        return fingerprint
    }

    /// The block and the log index of a cursor as parameters.
    private mutating func position(_ bytes: [UInt8]?) -> (block: String, log: String)? {
        guard let bytes else { return nil }
        let block = bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let log = bytes.suffix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return (
            builder.parameter(.integer(Int64(bitPattern: block))),
            builder.parameter(.integer(Int64(Int32(bitPattern: log))))
        )
    }
}

extension Fingerprint {
    /// Adds what the order is by, and its direction.
    mutating func add(order field: RequestedField) {
        for name in ["orderBy", "orderDirection"] {
            if case .enumeration(let value) = field.argument(name) { add(value) }
        }
    }
}

extension TransferConditions {
    /// The number of scans that a list takes.
    fileprivate func scans(_ lead: TransferLead) -> Int {
        guard case .among(let index) = lead else { return 1 }
        return max(1, among[index].count)
    }
}
