/// Parts of the definitions of the type system.
extension Parser {
    mutating func description() throws(GraphQLError) {
        if token.kind == .string || token.kind == .blockString { try advance() }
    }

    /// Parses one or more items between two tokens, if the first token is there.
    mutating func block(
        _ open: TokenKind, _ close: TokenKind, _ item: (inout Parser) throws(GraphQLError) -> Void
    ) throws(GraphQLError) -> Bool {
        guard try take(open) else { return false }
        repeat {
            try item(&self)
        } while try !take(close)
        return true
    }

    /// Parses names with a delimiter between them, and perhaps before the first.
    mutating func delimited(by delimiter: TokenKind) throws(GraphQLError) {
        _ = try take(delimiter)
        repeat {
            _ = try name()
        } while try take(delimiter)
    }

    /// `query: Type`.
    static func rootOperation(_ parser: inout Parser) throws(GraphQLError) {
        let keyword = try parser.expect(.name)
        guard parser.operationKind(keyword) != nil else { throw parser.unexpected(keyword) }
        try parser.expect(.colon)
        _ = try parser.name()
    }

    static func fieldDefinition(_ parser: inout Parser) throws(GraphQLError) {
        try parser.description()
        _ = try parser.name()
        _ = try parser.block(.parenLeft, .parenRight, inputValueDefinition)
        try parser.expect(.colon)
        _ = try parser.type()
        _ = try parser.directives(isConstant: true)
    }

    static func inputValueDefinition(_ parser: inout Parser) throws(GraphQLError) {
        try parser.description()
        _ = try parser.name()
        try parser.expect(.colon)
        _ = try parser.type()
        if try parser.take(.equals) { _ = try parser.value(isConstant: true) }
        _ = try parser.directives(isConstant: true)
    }

    static func enumValueDefinition(_ parser: inout Parser) throws(GraphQLError) {
        try parser.description()
        let token = parser.token
        if parser.isKeyword("true", token) || parser.isKeyword("false", token) || parser.isKeyword("null", token) {
            throw parser.error(
                "\(parser.describe(token)) is reserved and cannot be used for an enum value.", at: token)
        }
        _ = try parser.name()
        _ = try parser.directives(isConstant: true)
    }

    /// The arguments and locations of a directive.
    mutating func directiveBody() throws(GraphQLError) {
        _ = try block(.parenLeft, .parenRight, Parser.inputValueDefinition)
        _ = try takeKeyword("repeatable")
        try expectKeyword("on")
        _ = try take(.pipe)
        repeat {
            let location = try expect(.name)
            let name = String(decoding: lexer.bytes[location.start..<location.end], as: UTF8.self)
            guard DirectiveLocation(rawValue: name) != nil else { throw unexpected(location) }
        } while try take(.pipe)
    }
}
