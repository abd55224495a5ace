/// The scalars that every schema has. Source: spec.graphql.org/October2021/#sec-Scalars.Built-in-Scalars.
enum BuiltInScalars {
    static let all: [ScalarDefinition] = [string, int, float, boolean, id]

    static let string = ScalarDefinition(
        "String", description: "A text of Unicode characters, encoded in UTF-8.",
        coercion: ScalarCoercion { input throws(CoercionError) in
            guard case .string(let text) = input else {
                throw .unrepresentable("String cannot represent a non string value")
            }
            return .string(text)
        })

    static let int = ScalarDefinition(
        "Int", description: "A whole number of 32 bits with a sign.",
        coercion: ScalarCoercion { input throws(CoercionError) in
            guard let text = input.wholeNumber else {
                throw .unrepresentable("Int cannot represent non-integer value")
            }
            guard let value = Int32(text) else {
                throw .unrepresentable("Int cannot represent non 32-bit signed integer value")
            }
            return .integer(Int(value))
        })

    static let float = ScalarDefinition(
        "Float", description: "A number of double precision, as IEEE 754 defines it.",
        coercion: ScalarCoercion { input throws(CoercionError) in
            let number: Double? =
                switch input {
                case .integer(let text), .float(let text): Double(text)
                default: nil
                }
            guard let number, number.isFinite else {
                throw .unrepresentable("Float cannot represent non numeric value")
            }
            return .float(number)
        })

    static let boolean = ScalarDefinition(
        "Boolean", description: "One of `true` and `false`.",
        coercion: ScalarCoercion { input throws(CoercionError) in
            guard case .boolean(let value) = input else {
                throw .unrepresentable("Boolean cannot represent a non boolean value")
            }
            return .boolean(value)
        })

    static let id = ScalarDefinition(
        "ID", description: "A text or a whole number that identifies an object, and has no other meaning.",
        coercion: ScalarCoercion { input throws(CoercionError) in
            switch input {
            case .string(let text), .integer(let text): return .string(text)
            default: throw .unrepresentable("ID cannot represent a non-string and non-integer value")
            }
        })
}

extension ScalarInput {
    /// The text of a number without a fraction.
    fileprivate var wholeNumber: String? {
        guard case .integer(let text) = self else { return nil }
        return text
    }
}
