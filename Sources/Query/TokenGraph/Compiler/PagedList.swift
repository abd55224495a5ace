import GraphQL

/// A list that a connection shows a page of.
protocol PagedList {
    /// What the cursors of the list have in common.
    var cursor: Cursor { get }
    /// The page.
    var page: PageRequest { get }

    /// The rows of the page from its beginning, which is the list's end if the page is backward.
    func rows(bound: Int, limit: String) -> String
    /// The position of a cursor as an expression of bytes; `column` tells the expression of a column.
    func position(_ column: (String) -> String) -> String
    /// Whether there are items at a cursor and beyond it, as an expression.
    func exist(beyond side: PageSide) -> String
    /// Whether there are items after one of which `last` tells the columns, up to the end of the page's range, as an
    /// expression; nil if one more row than those of the page has to tell.
    func exist(after last: (String) -> String) -> String?
    /// An item as JSON; `joins` receives what must stand after the relation of the row.
    func item(
        _ selection: RequestedSelection?, _ row: String, _ joins: inout [String], _ compiler: inout Compiler
    ) throws(GraphQLError) -> JSONText
    /// The number of items.
    func count(_ limits: RequestLimits) -> ListCount
}

/// The number of items of a list as aggregates of a relation.
struct ListCount {
    var value: String
    var isExact: String
    var from: String
}

/// A side of a page.
enum PageSide {
    /// That of `after`.
    case start
    /// That of `before`.
    case end
}

/// A value that is selected from a relation.
struct SelectedValue {
    var json: JSONText
    /// The relation; empty if the value needs none.
    var from = ""
    /// A relation that several parts of the value read: a name and a query.
    var with: (name: String, query: String)?

    /// The query. `HAVING` makes one row of it even if no part of the value is an aggregate.
    var query: String {
        let with = with.map { "WITH \($0.name) AS MATERIALIZED (\($0.query)) " } ?? ""
        return "\(with)SELECT \(json.page)" + (from.isEmpty ? "" : " FROM \(from) HAVING true")
    }
}
