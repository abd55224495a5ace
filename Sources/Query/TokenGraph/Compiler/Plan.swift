package import GraphQL
package import TableIndexes

/// How a request is answered: each root field by one statement, or without the database.
package struct Plan: Sendable {
    /// Who answers a root field.
    package enum Answer: Sendable {
        /// The database: its text is the JSON of the value.
        case statement(Statement)
        /// The name of the query type, as `__typename` asks for.
        case typeName(String)
        /// The schema: see `Schema.writeIntrospection`.
        case introspection(RequestedField)
    }

    /// A root field.
    package struct Field: Sendable {
        /// The name in the response.
        package let responseName: String
        /// Who answers it.
        package let answer: Answer
    }

    /// The root fields in the order of the response.
    package let fields: [Field]
    /// The statements in that order, each with the name of its field in the response.
    package var statements: [(responseName: String, statement: Statement)] {
        fields.compactMap { field in
            if case .statement(let statement) = field.answer { (field.responseName, statement) } else { nil }
        }
    }
    /// The rows that the lists of the request ask for at most.
    package let rows: Int

    /// Compiles the fields of a query.
    ///
    /// `indexes` are those that the database has and may use; `isInBulkPhase` tells that the table of transfers has no key. Throws the first refusal, with place and path.
    package init(
        _ selection: RequestedSelection, of operation: Operation, indexes: Set<TableIndex>,
        isInBulkPhase: Bool = false, limits: RequestLimits = .standard
    ) throws(GraphQLError) {
        var check = LimitCheck(operation: operation, limits: limits)
        try check.run(selection)
        var fields: [Field] = []
        var rows = 0
        for field in selection.fields {
            let answer: Answer
            switch field.kind {
            case .typeName: answer = .typeName(selection.type)
            case .introspection: answer = .introspection(field)
            case .data:
                var compiler = Compiler(
                    operation: operation, indexes: indexes, isInBulkPhase: isInBulkPhase, limits: limits, rows: rows)
                answer = .statement(try compiler.statement(field))
                rows = compiler.rows
            }
            fields.append(Field(responseName: field.responseName, answer: answer))
        }
        self.fields = fields
        self.rows = rows
    }
}

/// What a plan takes when it is kept for requests that come again.
extension Plan {
    /// Whether the schema answers a field.
    package var asksSchema: Bool {
        fields.contains { if case .introspection = $0.answer { true } else { false } }
    }

    /// The bytes of the statements' texts, which depend on the shape of the request only.
    package var textBytes: Int { statements.reduce(0) { $0 + $1.statement.text.utf8.count } }

    /// The bytes of the fields with their parameters and names, about.
    package var valueBytes: Int {
        fields.reduce(0) { bytes, field in
            let bytes = bytes + MemoryLayout<Field>.stride + field.responseName.utf8.count
            guard case .statement(let statement) = field.answer else { return bytes }
            return statement.parameters.reduce(bytes) { $0 + MemoryLayout<SQLParameter>.stride + $1.byteCount }
        }
    }

    /// The same plan with the texts of its statements replaced by equal ones, which other plans share.
    package func withTexts(_ shared: (String) -> String) -> Plan {
        let fields = fields.map { field in
            guard case .statement(let statement) = field.answer else { return field }
            let text = shared(statement.text)
            return Field(
                responseName: field.responseName,
                answer: .statement(
                    Statement(text: text, parameters: statement.parameters, isLookup: statement.isLookup)))
        }
        return Plan(fields: fields, rows: rows)
    }

    private init(fields: [Field], rows: Int) {
        self.fields = fields
        self.rows = rows
    }
}
