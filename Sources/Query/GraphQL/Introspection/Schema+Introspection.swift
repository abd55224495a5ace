extension Schema {
    /// Writes the value of a field `__schema` or `__type` of the query type.
    ///
    /// `limit` is the most bytes of the text. Throws if the answer is longer; the writer is then as before.
    /// Source: spec.graphql.org/October2021/#sec-Schema-Introspection.
    package func writeIntrospection(
        _ field: RequestedField, to writer: inout JSONWriter, limit: Int = 8 << 20
    ) throws(GraphQLError) {
        var introspection = IntrospectionWriter(schema: self, limit: limit, writer: writer)
        if field.name == "__schema" {
            try introspection.object(.schema, field)
        } else {
            try introspection.type(type(in: field), field)
        }
        writer = introspection.writer
    }

    private func type(in field: RequestedField) -> Int? {
        guard case .string(let name) = field.argument("name"), let number = names.find(name) else { return nil }
        return type(numbered: number)
    }
}
