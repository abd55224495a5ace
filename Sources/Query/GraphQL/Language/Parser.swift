/// Parses a document by recursive descent with one token of lookahead.
struct Parser {
    let lexer: Lexer
    let limits: DocumentLimits
    var document: DocumentBuilder
    /// The next token.
    var token: Token
    private var tokens = 0
    private var depth = 0

    private init(_ bytes: [UInt8], _ limits: DocumentLimits) {
        lexer = Lexer(bytes: bytes)
        self.limits = limits
        document = DocumentBuilder(bytes: bytes)
        token = Token(kind: .endOfFile, start: 0, end: 0)
    }

    static func document(_ bytes: [UInt8], _ limits: DocumentLimits) throws(GraphQLError) -> Document {
        guard bytes.count < Int(Int32.max) else {
            throw GraphQLError("Syntax Error: Document is too long.", code: .parseFailed)
        }
        var parser = Parser(bytes, limits)
        try parser.advance()
        repeat {
            try parser.definition()
        } while parser.token.kind != .endOfFile
        return Document(parser.document)
    }

    /// A document of one constant value, and the value's index, which is 0.
    static func constant(_ bytes: [UInt8], _ limits: DocumentLimits) throws(GraphQLError) -> Document {
        var parser = Parser(bytes, limits)
        try parser.advance()
        _ = try parser.value(isConstant: true)
        guard parser.token.kind == .endOfFile else { throw parser.expected(.endOfFile) }
        return Document(parser.document)
    }
}

/// Tokens.
extension Parser {
    mutating func advance() throws(GraphQLError) {
        token = try lexer.token(from: token.end)
        guard token.kind != .endOfFile else { return }
        tokens += 1
        if tokens > limits.tokens {
            throw error("Document contains more than \(limits.tokens) tokens. Parsing aborted.", at: token)
        }
    }

    /// The token after the next one.
    func lookahead() throws(GraphQLError) -> Token {
        token.kind == .endOfFile ? token : try lexer.token(from: token.end)
    }

    /// Takes the next token, which must be of this kind.
    @discardableResult
    mutating func expect(_ kind: TokenKind) throws(GraphQLError) -> Token {
        guard token.kind == kind else { throw expected(kind) }
        let taken = token
        try advance()
        return taken
    }

    /// Takes the next token if it is of this kind.
    mutating func take(_ kind: TokenKind) throws(GraphQLError) -> Bool {
        guard token.kind == kind else { return false }
        try advance()
        return true
    }

    func isKeyword(_ keyword: StaticString, _ token: Token) -> Bool {
        token.kind == .name && token.end - token.start == keyword.utf8CodeUnitCount
            && lexer.has(keyword, at: token.start)
    }

    mutating func takeKeyword(_ keyword: StaticString) throws(GraphQLError) -> Bool {
        guard isKeyword(keyword, token) else { return false }
        try advance()
        return true
    }

    mutating func expectKeyword(_ keyword: StaticString) throws(GraphQLError) {
        guard try takeKeyword(keyword) else {
            throw error("Expected '\(keyword)', found \(describe(token)).", at: token)
        }
    }

    mutating func name() throws(GraphQLError) -> NameNode {
        let taken = try expect(.name)
        return NameNode(number: document.names.number(of: taken.start, taken.end), start: taken.offset)
    }
}

/// Errors and limits.
extension Parser {
    func error(_ message: String, at token: Token) -> GraphQLError {
        .syntax(message, at: token.start, in: lexer.bytes)
    }

    func expected(_ kind: TokenKind) -> GraphQLError {
        error("Expected \(kind.description), found \(describe(token)).", at: token)
    }

    func unexpected(_ token: Token) -> GraphQLError {
        error("Unexpected \(describe(token)).", at: token)
    }

    func describe(_ token: Token) -> String {
        switch token.kind {
        case .name, .int, .float:
            "\(token.kind.description) '\(String(decoding: lexer.bytes[token.start..<token.end], as: UTF8.self))'"
        case .string, .blockString:
            "\(token.kind.description) '\(string(token))'"
        default:
            token.kind.description
        }
    }

    private func string(_ token: Token) -> String {
        StringLiteral.value(lexer.bytes, token.start, token.end, isBlock: token.kind == .blockString)
    }

    /// Enters a selection set or a value; the caller leaves it again.
    mutating func enter() throws(GraphQLError) {
        depth += 1
        if depth > limits.nesting {
            throw error("Document is nested more than \(limits.nesting) levels deep. Parsing aborted.", at: token)
        }
    }

    mutating func leave() { depth -= 1 }
}

extension Token {
    /// The offset as nodes keep it; the parser refuses longer texts.
    var offset: Int32 { Int32(truncatingIfNeeded: start) }
    var endOffset: Int32 { Int32(truncatingIfNeeded: end) }
}
