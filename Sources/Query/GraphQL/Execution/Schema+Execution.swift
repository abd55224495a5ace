extension Schema {
    /// Coerces the values of an operation's variables, a JSON object or nil.
    ///
    /// Throws an error for each value that is missing or not of its variable's type, at most 50 and one more.
    /// The depth of the recursion is that of the values, so their parser bounds it.
    /// Source: spec.graphql.org/October2021/#sec-Coercing-Variable-Values.
    package func variables(
        _ values: JSONValue?, of operation: Operation
    ) throws(RequestFailure) -> Variables {
        let document = operation.document
        let numbers = document.names.numbers(in: names)
        var variables = Variables()
        var errors: [GraphQLError] = []
        for variable in document.variables[operation.node.variables.indices]
        where errors.count <= VariableCoercion.maximumErrors {
            var coercion = VariableCoercion(schema: self, document: document, variable: variable, errors: errors)
            let type = type(numbered: numbers[Int(variable.type.name.number)])
            if let value = coercion.value(values, type) { variables.set(variable.name.number, coercion.name, value) }
            errors = coercion.errors
        }
        if errors.count > VariableCoercion.maximumErrors {
            errors[VariableCoercion.maximumErrors] = GraphQLError(
                "Too many errors processing variables, error limit reached. Execution aborted.", code: .badUserInput)
        }
        guard errors.isEmpty else { throw RequestFailure(errors) }
        return variables
    }

    /// The fields that a valid operation asks for, as a tree.
    ///
    /// Throws the error of an argument that has no value of its type, with the path of its field, or that of a limit.
    /// Source: spec.graphql.org/October2021/#sec-Executing-Selection-Sets.
    package func fields(
        of operation: Operation, variables: Variables = Variables(), limits: ExecutionLimits = .standard
    ) throws(GraphQLError) -> RequestedSelection {
        guard let root = root(operation.kind) else {
            throw GraphQLError(
                "The service has no \(operation.kind) operations.",
                locations: [operation.document.location(operation.node.start)], code: .operationUnresolved)
        }
        var collector = FieldCollector(schema: self, operation: operation, variables: variables, limits: limits)
        return try collector.selection([operation.node.selectionSet], of: root)
    }
}
