import GraphQL

/// What a connection is asked for.
struct ConnectionNeeds {
    /// Whether rows are read.
    var rows = false
    /// Whether rows are counted.
    var count = false
    /// Whether it must be told that the list goes on.
    var more = false

    init(_ field: RequestedField, isBackward: Bool) {
        for part in field.selections.first?.fields ?? [] where part.kind == .data {
            if part.name == "totalCount" { count = true } else { rows = true }
            guard part.name == "pageInfo" else { continue }
            let name = isBackward ? "hasPreviousPage" : "hasNextPage"
            if part.selections.first?.fields.contains(where: { $0.name == name }) == true { more = true }
        }
    }
}

/// The expressions that the parts of a connection share.
private struct ConnectionParts {
    /// The alias of the rows.
    let row: String
    /// The parameter with the number of items.
    let count: String
    /// Whether there is a row after the last one, as an expression; nil if it need not be told, or one more row tells it.
    var probe: String?
    /// Whether that row is read. Rows have numbers then, to leave it out.
    var hasMore = false
    /// The parameter with the header of cursors, once a cursor is asked for.
    var header: String?
    var joins: [String] = []

    init(row: String, count: String) {
        self.row = row
        self.count = count
    }

    /// Follows an aggregate, and leaves out the row that tells that the list goes on.
    var filter: String { hasMore ? " FILTER (WHERE \(row).ordinal <= \(count))" : "" }

    /// A column of the first row.
    func first(_ column: String) -> String { "(array_agg(\(row).\(column))\(filter))[1]" }

    /// A column of the last row. Each aggregate of it names the column, so that it can stand in a query within this one.
    func last(_ column: String) -> String {
        let values = "array_agg(\(row).\(column))\(filter)"
        return "(\(values))[cardinality(\(values))]"
    }
}

extension Compiler {
    /// A page of a list. Its rows have been charged.
    mutating func connection(
        _ field: RequestedField, _ list: some PagedList, _ needs: ConnectionNeeds
    ) throws(GraphQLError) -> SelectedValue {
        hasList = true
        let row = builder.alias("t")
        let count = needs.rows ? builder.parameter(.integer(Int64(list.page.count))) : ""
        var parts = ConnectionParts(row: row, count: count)
        if needs.more {
            // To number rows and to leave one out takes longer than to look for one more after the last.
            let hasLast = !list.page.isBackward && list.page.count > 0
            parts.probe = hasLast ? list.exist(after: parts.last) : nil
            parts.hasMore = parts.probe == nil
        }
        let around = multiplier
        multiplier *= list.page.count
        let json = try object(field.selections.first) { compiler, field, json throws(GraphQLError) in
            switch field.name {
            case "nodes":
                let item = try list.item(field.selections.first, row, &parts.joins, &compiler)
                json.literal("[")
                json.expression("string_agg(\(item.row), ',')\(parts.filter)")
                json.literal("]")
            case "edges":
                let edge = try compiler.edge(field, list, &parts)
                json.literal("[")
                json.expression("string_agg(\(edge.row), ',')\(parts.filter)")
                json.literal("]")
            case "pageInfo": json.append(try compiler.pageInfo(field, list, &parts))
            default: json.expression(try compiler.totalCount(field, list))
            }
        }
        multiplier = around
        guard needs.rows else { return SelectedValue(json: json) }
        return SelectedValue(
            json: json, from: relation(list, parts) + " AS \(row)" + parts.joins.joined())
    }

    /// The rows in the order of the list; each has its number if that is needed.
    private func relation(_ list: some PagedList, _ parts: ConnectionParts) -> String {
        let rows = list.rows(bound: limits.page + 1, limit: parts.hasMore ? "\(parts.count) + 1" : parts.count)
        guard parts.hasMore || list.page.isBackward else { return "(\(rows))" }
        let numbered = "(SELECT row_number() OVER () AS ordinal, s.* FROM (\(rows)) AS s)"
        return list.page.isBackward ? "(SELECT * FROM \(numbered) AS s ORDER BY s.ordinal DESC)" : numbered
    }

    private mutating func edge(
        _ field: RequestedField, _ list: some PagedList, _ parts: inout ConnectionParts
    ) throws(GraphQLError) -> JSONText {
        try object(field.selections.first) { compiler, field, json throws(GraphQLError) in
            if field.name == "cursor" {
                json.quoted(compiler.cursor(list, &parts) { [row = parts.row] in "\(row).\($0)" })
            } else {
                json.append(try list.item(field.selections.first, parts.row, &parts.joins, &compiler))
            }
        }
    }

    private mutating func cursor(
        _ list: some PagedList, _ parts: inout ConnectionParts, _ column: (String) -> String
    ) -> String {
        let header = parts.header ?? builder.parameter(.bytes(list.cursor.header))
        parts.header = header
        return Cursor.sql(header: header, position: list.position(column))
    }

    private mutating func pageInfo(
        _ field: RequestedField, _ list: some PagedList, _ parts: inout ConnectionParts
    ) throws(GraphQLError) -> JSONText {
        try object(field.selections.first) { compiler, field, json throws(GraphQLError) in
            let copy = parts
            switch field.name {
            case "startCursor":
                let cursor = compiler.cursor(list, &parts, copy.first)
                json.nullable("'\"' || \(cursor) || '\"'")
            case "endCursor":
                let cursor = compiler.cursor(list, &parts, copy.last)
                json.nullable("'\"' || \(cursor) || '\"'")
            case "hasNextPage":
                json.boolean(Self.hasMore(list, .end, list.page.before != nil, !list.page.isBackward, copy))
            default:
                json.boolean(Self.hasMore(list, .start, list.page.after != nil, list.page.isBackward, copy))
            }
        }
    }

    /// Whether the list goes on at a side of the page.
    private static func hasMore(
        _ list: some PagedList, _ side: PageSide, _ hasCursor: Bool, _ isCut: Bool, _ parts: ConnectionParts
    ) -> String {
        var reasons: [String] = []
        if isCut {
            // After a page that is not full, a probe would search all that is left.
            reasons.append(
                parts.probe.map { "CASE WHEN count(*) >= \(parts.count) THEN \($0) ELSE false END" }
                    ?? "count(*) > \(parts.count)")
        }
        if hasCursor { reasons.append(list.exist(beyond: side)) }
        return reasons.isEmpty ? "false" : reasons.joined(separator: " OR ")
    }

    private mutating func totalCount(
        _ field: RequestedField, _ list: some PagedList
    ) throws(GraphQLError) -> String {
        let count = list.count(limits)
        let json = try object(field.selections.first) { _, field, json throws(GraphQLError) in
            if field.name == "value" { json.expression(count.value) } else { json.boolean(count.isExact) }
        }
        return "(\(SelectedValue(json: json, from: count.from).query))"
    }
}
