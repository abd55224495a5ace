/// How a scalar reads literals and the values of variables.
///
/// Source: spec.graphql.org/October2021/#sec-Scalars.Input-Coercion.
package struct ScalarCoercion: Sendable {
    /// Turns a value into what the service works with, or throws why it cannot.
    package typealias Function = @Sendable (ScalarInput) throws(CoercionError) -> InputValue

    let function: Function

    /// A coercion by a function, which must not block.
    package init(_ function: @escaping Function) {
        self.function = function
    }

    /// Accepts every value as it is.
    package static let unchecked = ScalarCoercion { input throws(CoercionError) in input.untyped }
}

/// A value that a scalar reads: a literal, or the value of a variable.
///
/// Numbers keep their text, so that no digit is lost. It is never null.
package enum ScalarInput: Sendable, Hashable {
    /// A field of an object.
    package struct Field: Sendable, Hashable {
        /// The name; it need not be unique.
        package var name: String
        /// The value; nil is null.
        package var value: ScalarInput?
    }

    case boolean(Bool)
    /// A number without a fraction and an exponent.
    case integer(String)
    /// Any other number.
    case float(String)
    case string(String)
    /// A name other than `true`, `false` and `null`; only a literal can be one.
    case enumeration(String)
    /// A list; nil is null.
    case list([ScalarInput?])
    /// An object; nil is null.
    case object([Field])

    /// The value with no type applied.
    var untyped: InputValue {
        switch self {
        case .boolean(let value): .boolean(value)
        case .integer(let text): Int(text).map { .integer($0) } ?? .number(text)
        case .float(let text): .number(text)
        case .string(let text): .string(text)
        case .enumeration(let name): .string(name)
        case .list(let values): .list(values.map { $0?.untyped ?? .null })
        case .object(let fields): .object(fields.map { InputValue.Field($0.name, $0.value?.untyped ?? .null) })
        }
    }
}

/// Why a scalar does not accept a value.
package enum CoercionError: Error, Sendable, Hashable {
    /// A message that stands before the value: `Int cannot represent non-integer value`.
    case unrepresentable(String)
    /// A message that stands after the name of the type and the value.
    case invalid(String)
}
