/// Values. Source: spec.graphql.org/October2021/#sec-Input-Values.
extension Parser {
    /// Parses a value and returns its index.
    mutating func value(isConstant: Bool) throws(GraphQLError) -> Int32 {
        switch token.kind {
        case .int: try scalar(.int)
        case .float: try scalar(.float)
        case .string: try scalar(.string)
        case .blockString: try scalar(.blockString)
        case .name: try namedValue()
        case .dollar: try variableValue(isConstant: isConstant)
        case .bracketLeft: try list(isConstant: isConstant)
        case .braceLeft: try object(isConstant: isConstant)
        default: throw unexpected(token)
        }
    }

    /// Appends a value that begins with the next token, and takes the token.
    private mutating func scalar(_ kind: ValueNode.Kind) throws(GraphQLError) -> Int32 {
        let index = document.values.nextIndex
        document.values.append(
            ValueNode(kind: kind, start: token.offset, tokenEnd: token.endOffset, end: index + 1))
        try advance()
        return index
    }

    private mutating func namedValue() throws(GraphQLError) -> Int32 {
        if isKeyword("true", token) || isKeyword("false", token) { return try scalar(.boolean) }
        if isKeyword("null", token) { return try scalar(.null) }
        let number = document.names.number(of: token.start, token.end)
        let name = NameNode(number: number, start: token.offset)
        let index = try scalar(.enumeration)
        document.values[Int(index)].name = name
        return index
    }

    private mutating func variableValue(isConstant: Bool) throws(GraphQLError) -> Int32 {
        let dollar = token
        let index = try scalar(.variable)
        guard isConstant else {
            document.values[Int(index)].name = try name()
            return index
        }
        guard token.kind == .name else { throw unexpected(dollar) }
        let name = String(decoding: lexer.bytes[token.start..<token.end], as: UTF8.self)
        throw error("Unexpected variable '$\(name)' in constant value.", at: dollar)
    }

    private mutating func list(isConstant: Bool) throws(GraphQLError) -> Int32 {
        try enter()
        let index = try scalar(.list)
        while try !take(.bracketRight) {
            _ = try value(isConstant: isConstant)
        }
        return end(index)
    }

    private mutating func object(isConstant: Bool) throws(GraphQLError) -> Int32 {
        try enter()
        let index = try scalar(.object)
        while try !take(.braceRight) {
            let field = document.values.nextIndex
            let name = try name()
            document.values.append(
                ValueNode(kind: .objectField, start: name.start, tokenEnd: name.start, name: name, end: field))
            try expect(.colon)
            _ = try value(isConstant: isConstant)
            document.values[Int(field)].end = document.values.nextIndex
        }
        return end(index)
    }

    /// Ends a list or an object.
    private mutating func end(_ index: Int32) -> Int32 {
        document.values[Int(index)].end = document.values.nextIndex
        leave()
        return index
    }
}
