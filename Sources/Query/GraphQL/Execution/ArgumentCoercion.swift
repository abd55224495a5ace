/// Coerces the arguments of fields and directives.
///
/// Source: spec.graphql.org/October2021/#CoerceArgumentValues().
struct ArgumentCoercion {
    let literals: LiteralCoercion

    private var schema: Schema { literals.schema }
    private var document: Document { literals.document }

    /// The values of the arguments in the order of the schema.
    ///
    /// `owner` is the offset of the field or the directive. Throws if a value is missing or not of the type.
    func values(
        _ arguments: IndexRange, _ definitions: Range<Int>, owner: Int32
    ) throws(GraphQLError) -> [InputValue.Field] {
        var values: [InputValue.Field] = []
        for input in schema.inputs[definitions] {
            let argument = arguments.indices.last { document.names[document.arguments[$0].name.number] == input.name }
            if let value = try value(argument.map { Int(document.arguments[$0].value) }, input, owner) {
                values.append(InputValue.Field(input.name, value))
            }
        }
        return values
    }

    private func value(_ index: Int?, _ input: SchemaInput, _ owner: Int32) throws(GraphQLError) -> InputValue? {
        guard let index else {
            if let value = input.defaultValue { return value }
            if input.type.isNonNull { throw error("of required type", input, "was not provided", owner) }
            return nil
        }
        let node = document.values[index]
        var isNull = node.kind == .null
        if node.kind == .variable {
            guard let value = literals.variables[node.name.number] else {
                if let value = input.defaultValue { return value }
                guard input.type.isNonNull else { return nil }
                let name = document.names[node.name.number]
                throw error(
                    "of required type", input,
                    "was provided the variable '$\(name)' which was not provided a runtime value", node.start)
            }
            isNull = value == .null
        }
        if isNull, input.type.isNonNull { throw error("of non-null type", input, "must not be null", node.start) }
        if let value = literals.value(index, input.type) { return value }
        throw GraphQLError(
            "Argument '\(input.name)' has invalid value \(LiteralPrinter.excerpt(index, in: document)).",
            locations: [document.location(node.start)], code: .badUserInput)
    }

    private func error(_ relation: String, _ input: SchemaInput, _ fault: String, _ offset: Int32) -> GraphQLError {
        GraphQLError(
            "Argument '\(input.name)' \(relation) '\(schema.description(of: input.type))' \(fault).",
            locations: [document.location(offset)], code: .badUserInput)
    }
}
