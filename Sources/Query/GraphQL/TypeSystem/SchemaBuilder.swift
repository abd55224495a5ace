/// Turns a definition into the arrays of a schema, and collects its faults.
struct SchemaBuilder {
    struct Roots {
        var query: Int
        var mutation: Int?
        var subscription: Int?
    }

    let definition: SchemaDefinition
    var names = NameTable(bytes: [], capacity: 256)
    var types: [SchemaType] = []
    var fields: [SchemaField] = []
    var inputs: [SchemaInput] = []
    var directives: [SchemaDirective] = []
    var typeOfName: [Int32] = []
    var directiveOfName: [Int32] = []
    var fieldOfName: [UInt64: Int32] = [:]
    var faults: [String] = []

    init(_ definition: SchemaDefinition) {
        self.definition = definition
    }

    mutating func build() throws(SchemaError) -> (metaFields: MetaFields, roots: Roots) {
        let definitions = orderedTypes()
        for type in definitions { declare(type) }
        for (index, type) in definitions.enumerated() { addMembers(of: type, at: index) }
        relateTypes()
        addDirectives()
        let metaFields = addMetaFields()
        let roots = roots()
        guard let roots, faults.isEmpty else { throw SchemaError(faults: faults) }
        var checks = SchemaChecks(schema: Schema(self, metaFields: metaFields, roots: roots))
        checks.run()
        guard checks.faults.isEmpty else { throw SchemaError(faults: checks.faults) }
        var defaults = SchemaDefaults(schema: checks.schema)
        inputs = try defaults.resolved()
        return (metaFields, roots)
    }

    /// The types in the order of introspection: a built-in scalar follows the first type that refers to it.
    private func orderedTypes() -> [TypeDefinition] {
        var order = BuiltInScalarOrder()
        for type in definition.types { order.add(type) }
        for directive in BuiltInDirectives.all + definition.directives { order.addScalars(of: directive.arguments) }
        for type in IntrospectionTypes.all { order.add(type) }
        return order.types
    }

    private mutating func declare(_ definition: TypeDefinition) {
        let number = names.number(of: definition.name)
        let type = SchemaType(definition, nameNumber: number)
        if !definition.name.isGraphQLName { faults.append("\(definition.name) is not a name") }
        while typeOfName.count <= Int(number) { typeOfName.append(-1) }
        if typeOfName[Int(number)] >= 0 {
            faults.append("there are several types named \(definition.name)")
        }
        typeOfName[Int(number)] = types.nextIndex
        types.append(type)
    }

    private mutating func roots() -> Roots? {
        guard let query = root(definition.query) else { return nil }
        return Roots(
            query: query, mutation: definition.mutation.flatMap { root($0) },
            subscription: definition.subscription.flatMap { root($0) })
    }

    private mutating func root(_ name: String) -> Int? {
        let type = type(named: name)
        if type == nil { faults.append("the root type \(name) is unknown") }
        return type
    }

    func type(named name: String) -> Int? {
        guard let number = names.find(name), Int(number) < typeOfName.count else { return nil }
        let index = typeOfName[Int(number)]
        return index < 0 ? nil : Int(index)
    }
}

extension SchemaType {
    fileprivate init(_ definition: TypeDefinition, nameNumber: Int32) {
        switch definition {
        case .scalar(let type):
            self.init(name: type.name, nameNumber: nameNumber, kind: .scalar, description: type.description)
            specifiedByURL = type.specifiedByURL
            coercion = type.coercion
            isBuiltIn = BuiltInScalars.all.contains { $0.name == type.name }
            acceptsWholeFloats = isBuiltIn && (type.name == "Int" || type.name == "ID")
        case .object(let type):
            self.init(name: type.name, nameNumber: nameNumber, kind: .object, description: type.description)
        case .interface(let type):
            self.init(name: type.name, nameNumber: nameNumber, kind: .interface, description: type.description)
        case .union(let type):
            self.init(name: type.name, nameNumber: nameNumber, kind: .union, description: type.description)
        case .enumeration(let type):
            self.init(name: type.name, nameNumber: nameNumber, kind: .enumeration, description: type.description)
            enumValues = type.values
        case .input(let type):
            self.init(name: type.name, nameNumber: nameNumber, kind: .inputObject, description: type.description)
            isOneOf = type.isOneOf
        }
        if name.hasPrefix("__") { isBuiltIn = true }
    }
}

/// Places the built-in scalars among the types.
private struct BuiltInScalarOrder {
    private(set) var types: [TypeDefinition] = []
    private var missing = BuiltInScalars.all

    mutating func add(_ type: TypeDefinition) {
        types.append(type)
        switch type {
        case .object(let object), .interface(let object):
            for field in object.fields {
                addScalar(field.type)
                addScalars(of: field.arguments)
            }
        case .input(let object): addScalars(of: object.fields)
        case .scalar, .union, .enumeration: break
        }
    }

    mutating func addScalars(of inputs: [InputDefinition]) {
        for input in inputs { addScalar(input.type) }
    }

    private mutating func addScalar(_ reference: TypeReference) {
        guard let name = reference.parsed()?.name, let index = missing.firstIndex(where: { $0.name == name }) else {
            return
        }
        types.append(.scalar(missing.remove(at: index)))
    }
}
