/// Definitions. Source: spec.graphql.org/October2021/#sec-Language.Operations.
extension Parser {
    mutating func definition() throws(GraphQLError) {
        if token.kind == .braceLeft { return try shorthandQuery() }
        let isDescribed = token.kind == .string || token.kind == .blockString
        let keyword = isDescribed ? try lookahead() : token
        guard keyword.kind == .name else { throw unexpected(keyword) }
        if let production = TypeSystemKeyword(keyword, self) { return try typeSystemDefinition(production) }
        if isDescribed {
            throw error(
                "Unexpected description, descriptions are supported only on type definitions.", at: token)
        }
        if let kind = operationKind(keyword) { return try operation(kind) }
        if isKeyword("fragment", keyword) { return try fragment() }
        if isKeyword("extend", keyword) { return try typeSystemExtension() }
        throw unexpected(keyword)
    }

    func operationKind(_ token: Token) -> OperationKind? {
        if isKeyword("query", token) { return .query }
        if isKeyword("mutation", token) { return .mutation }
        if isKeyword("subscription", token) { return .subscription }
        return nil
    }

    private mutating func shorthandQuery() throws(GraphQLError) {
        let start = token.offset
        let selectionSet = try selectionSet()
        add(
            OperationNode(
                kind: .query, start: start, name: .none, variables: .empty, directives: .empty,
                selectionSet: selectionSet))
    }

    private mutating func operation(_ kind: OperationKind) throws(GraphQLError) {
        let start = token.offset
        try advance()
        let name = token.kind == .name ? try name() : .none
        let variables = try variables()
        let directives = try directives(isConstant: false)
        add(
            OperationNode(
                kind: kind, start: start, name: name, variables: variables, directives: directives,
                selectionSet: try selectionSet()))
    }

    private mutating func add(_ operation: OperationNode) {
        document.definitions.append(.operation(document.operations.count))
        document.operations.append(operation)
    }

    private mutating func fragment() throws(GraphQLError) {
        let start = token.offset
        try advance()
        if isKeyword("on", token) { throw unexpected(token) }
        let name = try name()
        try expectKeyword("on")
        let typeCondition = try self.name()
        let directives = try directives(isConstant: false)
        let node = FragmentNode(
            start: start, name: name, typeCondition: typeCondition, directives: directives,
            selectionSet: try selectionSet())
        document.definitions.append(.fragment(document.fragments.count))
        document.fragments.append(node)
    }

    private mutating func variables() throws(GraphQLError) -> IndexRange {
        let first = document.variables.nextIndex
        guard try take(.parenLeft) else { return .empty }
        repeat {
            try variable()
        } while try !take(.parenRight)
        return IndexRange(lower: first, upper: document.variables.nextIndex)
    }

    private mutating func variable() throws(GraphQLError) {
        let start = token.offset
        try expect(.dollar)
        let name = try name()
        try expect(.colon)
        let type = try type()
        let defaultValue = try take(.equals) ? try value(isConstant: true) : -1
        let directives = try directives(isConstant: true)
        document.variables.append(
            VariableNode(start: start, name: name, type: type, defaultValue: defaultValue, directives: directives))
    }

    /// Source: spec.graphql.org/October2021/#sec-Type-References.
    mutating func type() throws(GraphQLError) -> TypeNode {
        let start = token.offset
        var lists = 0
        while try take(.bracketLeft) {
            lists += 1
            if lists > TypeWrappers.maximumLists {
                throw error("A type has more than \(TypeWrappers.maximumLists) nested lists.", at: token)
            }
        }
        let name = try name()
        var wrappers = TypeWrappers()
        if try take(.bang) { wrappers.wrapInNonNull() }
        for _ in 0..<lists {
            try expect(.bracketRight)
            wrappers.wrapInList()
            if try take(.bang) { wrappers.wrapInNonNull() }
        }
        return TypeNode(start: start, name: name, wrappers: wrappers)
    }
}

extension Array {
    /// The index of the next element, as nodes keep it.
    var nextIndex: Int32 { Int32(truncatingIfNeeded: count) }
}
