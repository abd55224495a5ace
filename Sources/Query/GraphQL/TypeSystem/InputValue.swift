/// A value of a variable or an argument after coercion to its type.
///
/// Source: spec.graphql.org/October2021/#sec-Coercing-Variable-Values.
package enum InputValue: Sendable, Hashable {
    /// A field of an object.
    package struct Field: Sendable, Hashable {
        /// The name in the schema.
        package var name: String
        /// The value after coercion.
        package var value: InputValue

        /// A field of a name and a value.
        package init(_ name: String, _ value: InputValue) {
            self.name = name
            self.value = value
        }
    }

    case null
    case boolean(Bool)
    case integer(Int)
    case float(Double)
    case string(String)
    /// A number as its text, exactly; for scalars whose numbers exceed the machine's.
    case number(String)
    /// Bytes, for scalars that denote them.
    case bytes([UInt8])
    case enumeration(String)
    case list([InputValue])
    /// The fields in the order of the input object's definition.
    case object([Field])

    /// The value of an object's field, or nil if there is none.
    package subscript(name: String) -> InputValue? {
        guard case .object(let fields) = self else { return nil }
        return fields.first { $0.name == name }?.value
    }
}
