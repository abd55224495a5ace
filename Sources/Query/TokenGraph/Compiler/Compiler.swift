import GraphQL
import TableIndexes

/// Compiles one root field to a statement.
struct Compiler {
    let operation: Operation
    let indexes: Set<TableIndex>
    let isInBulkPhase: Bool
    let limits: RequestLimits
    var builder = StatementBuilder()
    /// The rows that the request asks for so far.
    var rows: Int
    /// The rows of the lists around the current field, multiplied.
    var multiplier = 1
    /// Whether the field has a list in it.
    var hasList = false
    /// The fields from the root to the current one.
    var trail: [RequestedField] = []

    init(
        operation: Operation, indexes: Set<TableIndex>, isInBulkPhase: Bool, limits: RequestLimits, rows: Int
    ) {
        self.operation = operation
        self.indexes = indexes
        self.isInBulkPhase = isInBulkPhase
        self.limits = limits
        self.rows = rows
    }

    /// The statement of a field of the query type.
    mutating func statement(_ field: RequestedField) throws(GraphQLError) -> Statement {
        trail = [field]
        let select: String =
            switch field.name {
            case "token": try token(field)
            case "tokenTransfer": try transfer(field)
            case "tokens": try tokens(field).query
            case "tokenTransfers": try transfers(field, of: .all).query
            case "account": try account(field)
            default: try meta(field)
            }
        let isLookup = (field.name == "token" || field.name == "tokenTransfer") && !hasList
        return builder.statement(select, largest: limits.responseBytes, isLookup: isLookup)
    }

    /// Writes an object: the name of each field, and what `value` appends for it.
    mutating func object(
        _ selection: RequestedSelection?,
        _ value: (inout Compiler, RequestedField, inout JSONText) throws(GraphQLError) -> Void
    ) throws(GraphQLError) -> JSONText {
        var json = JSONText("{")
        for (index, field) in (selection?.fields ?? []).enumerated() {
            json.literal(index == 0 ? "\"" : ",\"")
            json.literal(field.responseName)
            json.literal("\":")
            if field.kind == .typeName {
                json.literal("\"\(selection?.type ?? "")\"")
            } else {
                trail.append(field)
                defer { trail.removeLast() }
                try value(&self, field, &json)
            }
        }
        json.literal("}")
        return json
    }

    /// Counts rows that the current field asks for.
    mutating func charge(_ count: Int) throws(GraphQLError) {
        rows += multiplier * count
        guard rows <= limits.rows else {
            throw failure(
                "The request asks for \(rows) rows or more; \(limits.rows) are allowed. Ask for smaller pages,"
                    + " for fewer items of lists in filters, or without 'totalCount'.",
                .rowLimit)
        }
    }

    /// An error at the current field.
    func failure(_ message: String, _ code: ErrorCode) -> GraphQLError {
        GraphQLError(
            message, locations: trail.last.map { [operation.location(of: $0)] } ?? [],
            path: trail.map { .name($0.responseName) }, code: code)
    }

    /// Refuses transfers while their table has no key: every list would be a scan, and could have a transfer twice.
    func requireKey() throws(GraphQLError) {
        guard isInBulkPhase else { return }
        throw failure(
            "A load goes on without the key of transfers. An operator ends it: etl bulk finish", .bulkPhase)
    }

    /// The refusal of a filter or an order without its indexes.
    func missing(_ indexes: [TableIndex], for what: String) -> GraphQLError {
        let names = indexes.map(\.rawValue).joined(separator: " ")
        return failure(
            "\(what) needs an index that the database does not have. An operator can build it: "
                + "etl indexes create \(names)", .indexMissing)
    }
}
