import GraphQL

/// A schema with scalars of its own, which refuse values in both ways.
enum SampleSchema {
    static let definition = SchemaDefinition(
        types: [
            .scalar(bigInt), .scalar(even),
            .object(
                ObjectDefinition(
                    "Query",
                    fields: [
                        FieldDefinition(
                            "go", "Boolean",
                            arguments: [InputDefinition("far", "BigInt"), InputDefinition("often", "Even")])
                    ])),
        ])

    /// Keeps the text of a whole number.
    private static let bigInt = ScalarDefinition(
        "BigInt",
        coercion: ScalarCoercion { input throws(CoercionError) in
            guard case .integer(let text) = input else { throw .unrepresentable("BigInt cannot represent") }
            return .number(text)
        })

    private static let even = ScalarDefinition(
        "Even",
        coercion: ScalarCoercion { input throws(CoercionError) in
            guard case .integer(let text) = input, let number = Int(text), number % 2 == 0 else {
                throw .invalid("it is odd")
            }
            return .integer(number)
        })
}
