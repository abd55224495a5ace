import GraphQL

/// Checks what the tree of fields tells without looking at arguments.
struct LimitCheck {
    let operation: Operation
    let limits: RequestLimits
    private var aliases = 0

    init(operation: Operation, limits: RequestLimits) {
        self.operation = operation
        self.limits = limits
    }

    mutating func run(_ selection: RequestedSelection) throws(GraphQLError) {
        let directives = operation.document.directiveCount
        guard directives <= limits.directives else {
            throw GraphQLError(
                "The document has \(directives) directives; \(limits.directives) are allowed.", code: .directiveLimit)
        }
        guard selection.fields.count <= limits.rootFields else {
            throw GraphQLError(
                "The query has \(selection.fields.count) fields; \(limits.rootFields) are allowed.",
                code: .rootFieldLimit)
        }
        try check(selection, depth: 1)
    }

    /// The limit bounds the depth of the recursion.
    private mutating func check(_ selection: RequestedSelection, depth: Int) throws(GraphQLError) {
        for field in selection.fields where field.kind != .introspection {
            if field.responseName != field.name, field.kind == .data { aliases += 1 }
            guard aliases <= limits.aliases else {
                throw error("The request has more than \(limits.aliases) fields with an alias.", .aliasLimit, field)
            }
            guard depth <= limits.depth else {
                throw error("The fields are nested more than \(limits.depth) levels deep.", .depthLimit, field)
            }
            for selection in field.selections { try check(selection, depth: depth + 1) }
        }
    }

    private func error(_ message: String, _ code: ErrorCode, _ field: RequestedField) -> GraphQLError {
        GraphQLError(message, locations: [operation.location(of: field)], code: code)
    }
}
