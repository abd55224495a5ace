/// Checks the rules that a schema of known types must follow.
///
/// Source: spec.graphql.org/October2021/#sec-Type-System, "Type Validation" of each kind of type.
struct SchemaChecks {
    let schema: Schema
    var faults: [String] = []

    init(schema: Schema) {
        self.schema = schema
    }

    mutating func run() {
        for root in [schema.query, schema.mutation, schema.subscription].compactMap({ $0 })
        where schema.types[root].kind != .object {
            faults.append("the root type \(schema.types[root].name) is not an object")
        }
        for directive in schema.directives {
            checkName(directive.name)
            if directive.locations.isEmpty { faults.append("@\(directive.name) has no locations") }
            checkInputs(directive.arguments, of: "@\(directive.name)")
        }
        for index in schema.types.indices where !schema.types[index].name.hasPrefix("__") {
            checkType(index)
        }
    }

    private mutating func checkType(_ index: Int) {
        let type = schema.types[index]
        switch type.kind {
        case .object, .interface:
            if type.fields.isEmpty { faults.append("\(type.name) has no fields") }
            for field in schema.fields[type.fields] { check(field, of: type) }
            for interface in type.interfaces { checkImplementation(of: interface, by: index) }
        case .union:
            if type.possibleTypes.isEmpty { faults.append("\(type.name) has no members") }
            for member in type.possibleTypes where schema.types[member].kind != .object {
                faults.append("\(type.name) has the member \(schema.types[member].name), which is not an object")
            }
        case .enumeration:
            checkEnum(type)
        case .inputObject:
            checkInputObject(type)
            if reachesItself(index) { faults.append("\(type.name) contains itself through non-null fields") }
        case .scalar, .list, .nonNull: break
        }
    }

    private mutating func checkName(_ name: String, in place: String = "") {
        if !name.isGraphQLName || name.hasPrefix("__") { faults.append("\(place)\(name) is not a name for a schema") }
    }

    private mutating func check(_ field: SchemaField, of type: SchemaType) {
        checkName(field.name, in: type.name + ".")
        if !schema.types[field.type.index].kind.isOutput {
            faults.append("\(type.name).\(field.name) has an input type")
        }
        checkInputs(field.arguments, of: "\(type.name).\(field.name)")
    }

    private mutating func checkInputs(_ range: Range<Int>, of place: String) {
        for input in schema.inputs[range] {
            checkName(input.name, in: place + ".")
            if !schema.types[input.type.index].kind.isInput {
                faults.append("\(place).\(input.name) has no input type")
            }
            if input.isRequired, input.deprecation != nil {
                faults.append("\(place).\(input.name) is required and deprecated")
            }
        }
    }

    private mutating func checkEnum(_ type: SchemaType) {
        if type.enumValues.isEmpty { faults.append("\(type.name) has no values") }
        for (index, value) in type.enumValues.enumerated() {
            checkName(value.name, in: type.name + ".")
            if ["true", "false", "null"].contains(value.name) {
                faults.append("\(type.name) has the value \(value.name)")
            }
            if type.enumNumbers[..<index].contains(type.enumNumbers[index]) {
                faults.append("\(type.name) has the value \(value.name) twice")
            }
        }
    }

    private mutating func checkInputObject(_ type: SchemaType) {
        if type.inputFields.isEmpty { faults.append("\(type.name) has no fields") }
        checkInputs(type.inputFields, of: type.name)
        guard type.isOneOf else { return }
        for field in schema.inputs[type.inputFields] where field.type.isNonNull || field.defaultLiteral != nil {
            faults.append("\(type.name).\(field.name) is not optional")
        }
    }

    /// Whether each value of an input object would have to contain another one.
    private func reachesItself(_ index: Int) -> Bool {
        var reached: Set<Int> = []
        var pending = [index]
        while let next = pending.popLast() {
            for field in schema.inputs[schema.types[next].inputFields] {
                guard field.type.isNonNull, field.type.wrappers.inner.isEmpty else { continue }
                let type = field.type.index
                if type == index { return true }
                if schema.types[type].kind == .inputObject, reached.insert(type).inserted { pending.append(type) }
            }
        }
        return false
    }
}
