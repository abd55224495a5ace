/// Enums and scalars. Source: spec.graphql.org/October2021/#sec-Enums.Input-Coercion.
extension VariableCoercion {
    mutating func enumeration(_ value: JSONValue, _ type: SchemaType) -> InputValue? {
        guard case .string(let name) = value else {
            report(value, "Enum '\(type.name)' cannot represent non-string value: \(value.excerpt).")
            return nil
        }
        guard type.enumValues.contains(where: { $0.name.hasBytes(of: name) }) else {
            report(value, "Value '\(name)' does not exist in '\(type.name)' enum.")
            return nil
        }
        return .enumeration(name)
    }

    mutating func scalar(_ value: JSONValue, _ type: SchemaType) -> InputValue? {
        guard let coercion = type.coercion, let input = ScalarInput(value, wholeFloats: type.acceptsWholeFloats) else {
            return .null
        }
        do throws(CoercionError) {
            return try coercion.function(input)
        } catch {
            switch error {
            case .unrepresentable(let message): report(value, "\(message): \(value.excerpt)")
            case .invalid(let message): report(value, "Expected type '\(type.name)'. \(message)")
            }
            return nil
        }
    }
}

/// Errors.
extension VariableCoercion {
    mutating func report(_ message: String) {
        guard !isFull else { return }
        errors.append(
            GraphQLError(message, locations: [document.location(variable.start)], code: .badUserInput))
    }

    mutating func report(_ value: JSONValue, _ message: String) {
        guard !isFull else { return }
        var prefix = "Variable '$\(name)' got invalid value \(value.excerpt)"
        if !path.isEmpty { prefix += " at '\(name)\(path.map(\.text).joined())'" }
        report("\(prefix); \(message)")
    }

    mutating func reportType() {
        errors.append(
            GraphQLError(
                "Variable '$\(name)' expected value of type '\(document.description(of: variable.type))' which"
                    + " cannot be used as an input type.", locations: [document.location(variable.type.start)],
                code: .badUserInput))
    }
}

extension GraphQLError.PathElement {
    /// The step as a message writes it: `.name` or `[0]`.
    fileprivate var text: String {
        switch self {
        case .name(let name): ".\(name)"
        case .index(let index): "[\(index)]"
        }
    }
}
