/// Coerces literals of a document to types.
///
/// Source: spec.graphql.org/October2021/#sec-Input-Values and the input coercion of each kind of type.
struct LiteralCoercion {
    let schema: Schema
    let inputs: [SchemaInput]
    let document: Document
    /// The values of the operation's variables by the numbers of their names.
    var variables: [Int32: InputValue] = [:]

    /// The value of a literal or a variable, or nil if the type does not accept it.
    ///
    /// The depth of the recursion is that of the literal, which the parser has bounded.
    func value(_ index: Int, _ type: TypeUse) -> InputValue? {
        let node = document.values[index]
        if node.kind == .variable {
            let value = variables[node.name.number]
            return value == .null && type.isNonNull ? nil : value
        }
        if node.kind == .null { return type.isNonNull ? nil : .null }
        let type = type.nullable
        if type.isList { return list(index, type.inner) }
        let named = schema.types[type.index]
        switch named.kind {
        case .inputObject: return object(index, named)
        case .enumeration:
            guard node.kind == .enumeration else { return nil }
            let name = document.names[node.name.number]
            return named.enumValues.contains { $0.name == name } ? .enumeration(name) : nil
        case .scalar:
            guard case .success(let value) = scalar(index, named) else { return nil }
            return value
        default: return nil
        }
    }

    func scalar(_ index: Int, _ type: SchemaType) -> Result<InputValue, CoercionError> {
        guard let coercion = type.coercion, let input = scalarInput(index) else { return .success(.null) }
        do throws(CoercionError) {
            return .success(try coercion.function(input))
        } catch {
            return .failure(error)
        }
    }

    private func list(_ index: Int, _ item: TypeUse) -> InputValue? {
        guard document.values[index].kind == .list else { return value(index, item).map { .list([$0]) } }
        var values: [InputValue] = []
        for child in document.children(of: index) {
            if isMissing(child) {
                if item.isNonNull { return nil }
                values.append(.null)
            } else {
                guard let value = value(child, item) else { return nil }
                values.append(value)
            }
        }
        return .list(values)
    }

    private func object(_ index: Int, _ type: SchemaType) -> InputValue? {
        guard document.values[index].kind == .object else { return nil }
        let children = document.children(of: index)
        var fields: [InputValue.Field] = []
        for input in inputs[type.inputFields] {
            guard let child = children.last(where: { document.names[document.values[$0].name.number] == input.name }),
                !isMissing(child + 1)
            else {
                if let value = input.defaultValue {
                    fields.append(InputValue.Field(input.name, value))
                } else if input.type.isNonNull {
                    return nil
                }
                continue
            }
            guard let value = value(child + 1, input.type) else { return nil }
            fields.append(InputValue.Field(input.name, value))
        }
        if type.isOneOf, fields.count != 1 || fields.first?.value == .null { return nil }
        return .object(fields)
    }

    /// Whether a value is a variable without a value.
    private func isMissing(_ index: Int) -> Bool {
        let node = document.values[index]
        return node.kind == .variable && variables[node.name.number] == nil
    }
}

/// Literals as scalars see them.
extension LiteralCoercion {
    /// The literal, or nil for null and for a variable without a value.
    private func scalarInput(_ index: Int) -> ScalarInput? {
        let node = document.values[index]
        switch node.kind {
        case .null, .objectField: return nil
        case .variable: return variables[node.name.number]?.scalarInput
        case .int: return .integer(document.text(node.start, node.tokenEnd))
        case .float: return .float(document.text(node.start, node.tokenEnd))
        case .string, .blockString: return .string(document.string(node))
        case .boolean: return .boolean(document.boolean(node))
        case .enumeration: return .enumeration(document.names[node.name.number])
        case .list: return .list(document.children(of: index).map { scalarInput($0) })
        case .object:
            return .object(
                document.children(of: index).map {
                    ScalarInput.Field(name: document.names[document.values[$0].name.number], value: scalarInput($0 + 1))
                })
        }
    }
}

extension InputValue {
    /// The value as a scalar sees it where a variable stands within a literal.
    fileprivate var scalarInput: ScalarInput? {
        switch self {
        case .null: nil
        case .boolean(let value): .boolean(value)
        case .integer(let value): .integer(String(value))
        case .float(let value): .float(String(value))
        case .number(let text): .float(text)
        case .string(let text): .string(text)
        case .bytes(let bytes): .list(bytes.map { .integer(String($0)) })
        case .enumeration(let name): .enumeration(name)
        case .list(let values): .list(values.map(\.scalarInput))
        case .object(let fields): .object(fields.map { ScalarInput.Field(name: $0.name, value: $0.value.scalarInput) })
        }
    }
}
