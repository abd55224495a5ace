/// Coerces the value of a request to the type of a variable.
///
/// Source: spec.graphql.org/October2021/#CoerceVariableValues().
struct VariableCoercion {
    /// The most errors of a request; the reference engine has the same limit.
    static let maximumErrors = 50

    let schema: Schema
    let document: Document
    let variable: VariableNode
    /// The errors of the variables so far.
    var errors: [GraphQLError]
    var path: [GraphQLError.PathElement] = []

    var isFull: Bool { errors.count > Self.maximumErrors }
    var name: String { document.names[variable.name.number] }

    /// The value of the variable, or nil if it has none.
    mutating func value(_ values: JSONValue?, _ type: Int?) -> InputValue? {
        guard let type, schema.types[type].kind.isInput else {
            reportType()
            return nil
        }
        return value(
            of: TypeUse(type: Int32(truncatingIfNeeded: type), wrappers: variable.type.wrappers), values)
    }

    private mutating func value(of type: TypeUse, _ values: JSONValue?) -> InputValue? {
        guard let value = values?[name] else {
            if variable.defaultValue >= 0 {
                return LiteralCoercion(schema: schema, inputs: schema.inputs, document: document)
                    .value(Int(variable.defaultValue), type)
            }
            if type.isNonNull {
                report("Variable '$\(name)' of required type '\(schema.description(of: type))' was not provided.")
            }
            return nil
        }
        if value == .null, type.isNonNull {
            report("Variable '$\(name)' of non-null type '\(schema.description(of: type))' must not be null.")
            return nil
        }
        return coerce(value, type)
    }

    /// The depth of the recursion is that of the value.
    private mutating func coerce(_ value: JSONValue, _ type: TypeUse) -> InputValue? {
        guard !isFull else { return nil }
        if value == .null {
            guard type.isNonNull else { return .null }
            report(value, "Expected non-nullable type '\(schema.description(of: type))' not to be null.")
            return nil
        }
        let type = type.nullable
        if type.isList { return list(value, type.inner) }
        let named = schema.types[type.index]
        switch named.kind {
        case .inputObject: return object(value, named)
        case .enumeration: return enumeration(value, named)
        default: return scalar(value, named)
        }
    }

    private mutating func list(_ value: JSONValue, _ item: TypeUse) -> InputValue? {
        guard case .array(let values) = value else { return coerce(value, item).map { .list([$0]) } }
        var coerced: [InputValue] = []
        for (index, value) in values.enumerated() {
            path.append(.index(index))
            if let value = coerce(value, item) { coerced.append(value) }
            path.removeLast()
        }
        return .list(coerced)
    }

    private mutating func object(_ value: JSONValue, _ type: SchemaType) -> InputValue? {
        guard case .object(let members) = value else {
            report(value, "Expected type '\(type.name)' to be an object.")
            return nil
        }
        let byName = Dictionary(members.map { ($0.name, $0.value) }) { $1 }
        var fields: [InputValue.Field] = []
        var given = 0
        for input in schema.inputs[type.inputFields] {
            guard let member = byName[input.name] else {
                if let value = input.defaultValue {
                    fields.append(InputValue.Field(input.name, value))
                } else if input.type.isNonNull {
                    let expected = schema.description(of: input.type)
                    report(value, "Field '\(input.name)' of required type '\(expected)' was not provided.")
                }
                continue
            }
            given += 1
            path.append(.name(input.name))
            if let value = coerce(member, input.type) { fields.append(InputValue.Field(input.name, value)) }
            path.removeLast()
        }
        for member in members
        where !schema.inputs[type.inputFields].contains(where: { $0.name.hasBytes(of: member.name) }) {
            report(value, "Field '\(member.name)' is not defined by type '\(type.name)'.")
        }
        if type.isOneOf { checkOneOf(value, given, fields, type) }
        return .object(fields)
    }

    /// Checks an object of which exactly one field must be given, whether its value is valid or not.
    private mutating func checkOneOf(
        _ value: JSONValue, _ given: Int, _ fields: [InputValue.Field], _ type: SchemaType
    ) {
        guard given == 1 else {
            return report(value, "Exactly one key must be specified for OneOf type '\(type.name)'.")
        }
        guard let field = fields.first, field.value == .null else { return }
        path.append(.name(field.name))
        report(.null, "Field '\(field.name)' must be non-null.")
        path.removeLast()
    }
}
