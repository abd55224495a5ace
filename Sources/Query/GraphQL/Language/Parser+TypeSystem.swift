/// The keyword that begins a definition of the type system.
enum TypeSystemKeyword {
    case schema, scalar, type, interface, union, enumeration, input, directive

    init?(_ token: Token, _ parser: Parser) {
        if parser.isKeyword("schema", token) {
            self = .schema
        } else if parser.isKeyword("scalar", token) {
            self = .scalar
        } else if parser.isKeyword("type", token) {
            self = .type
        } else if parser.isKeyword("interface", token) {
            self = .interface
        } else if parser.isKeyword("union", token) {
            self = .union
        } else if parser.isKeyword("enum", token) {
            self = .enumeration
        } else if parser.isKeyword("input", token) {
            self = .input
        } else if parser.isKeyword("directive", token) {
            self = .directive
        } else {
            return nil
        }
    }
}

/// Definitions of the type system: the parser checks them, and keeps their names only.
///
/// Source: spec.graphql.org/October2021/#sec-Type-System.
extension Parser {
    mutating func typeSystemDefinition(_ keyword: TypeSystemKeyword) throws(GraphQLError) {
        let start = token.offset
        try description()
        try advance()
        let name = try typeSystemName(keyword)
        _ = try typeSystemBody(keyword, isExtension: false)
        add(TypeSystemNode(start: start, name: name))
    }

    /// Source: spec.graphql.org/October2021/#sec-Type-System-Extensions.
    mutating func typeSystemExtension() throws(GraphQLError) {
        let start = token.offset
        let keywordToken = try lookahead()
        guard let keyword = TypeSystemKeyword(keywordToken, self), keyword != .directive else {
            throw unexpected(keywordToken)
        }
        try advance()
        try advance()
        let name = try typeSystemName(keyword)
        guard try typeSystemBody(keyword, isExtension: true) else { throw unexpected(token) }
        add(TypeSystemNode(start: start, name: name))
    }

    private mutating func add(_ node: TypeSystemNode) {
        document.definitions.append(.typeSystem(document.typeSystem.count))
        document.typeSystem.append(node)
    }

    private mutating func typeSystemName(_ keyword: TypeSystemKeyword) throws(GraphQLError) -> NameNode {
        if keyword == .schema { return .none }
        if keyword == .directive { try expect(.at) }
        return try name()
    }

    /// Parses what follows the name, and returns whether there is anything.
    private mutating func typeSystemBody(
        _ keyword: TypeSystemKeyword, isExtension: Bool
    ) throws(GraphQLError) -> Bool {
        switch keyword {
        case .schema:
            let isDirected = try constantDirectives()
            if !isExtension, token.kind != .braceLeft { throw expected(.braceLeft) }
            return try block(.braceLeft, .braceRight, Parser.rootOperation) || isDirected
        case .scalar:
            return try constantDirectives()
        case .type, .interface:
            let implements = try takeKeyword("implements")
            if implements { try delimited(by: .ampersand) }
            let isDirected = try constantDirectives()
            return try block(.braceLeft, .braceRight, Parser.fieldDefinition) || isDirected || implements
        case .union:
            let isDirected = try constantDirectives()
            guard try take(.equals) else { return isDirected }
            try delimited(by: .pipe)
            return true
        case .enumeration:
            let isDirected = try constantDirectives()
            return try block(.braceLeft, .braceRight, Parser.enumValueDefinition) || isDirected
        case .input:
            let isDirected = try constantDirectives()
            return try block(.braceLeft, .braceRight, Parser.inputValueDefinition) || isDirected
        case .directive:
            try directiveBody()
            return true
        }
    }

    private mutating func constantDirectives() throws(GraphQLError) -> Bool {
        !(try directives(isConstant: true)).isEmpty
    }
}
