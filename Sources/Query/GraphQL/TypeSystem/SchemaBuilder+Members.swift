/// Fields, arguments, values and directives.
extension SchemaBuilder {
    mutating func addMembers(of definition: TypeDefinition, at index: Int) {
        switch definition {
        case .object(let type), .interface(let type):
            let first = fields.count
            for field in type.fields { add(field, to: index) }
            types[index].fields = first..<fields.count
            types[index].interfaces = indices(of: type.interfaces, in: type.name)
        case .union(let type):
            types[index].possibleTypes = indices(of: type.members, in: type.name)
        case .enumeration(let type):
            types[index].enumNumbers = type.values.map { names.number(of: $0.name) }
        case .input(let type):
            types[index].inputFields = add(type.fields, in: type.name)
        case .scalar: break
        }
    }

    private mutating func add(_ field: FieldDefinition, to type: Int) {
        let place = "\(types[type].name).\(field.name)"
        guard let use = use(field.type, in: place) else { return }
        let number = names.number(of: field.name)
        let key = Schema.key(type, number)
        if fieldOfName[key] != nil { faults.append("there are several fields \(place)") }
        fieldOfName[key] = fields.nextIndex
        append(field, use, arguments: add(field.arguments, in: place))
    }

    private mutating func append(_ field: FieldDefinition, _ use: TypeUse, arguments: Range<Int>) {
        fields.append(
            SchemaField(
                name: field.name, description: field.description, deprecation: field.deprecation, type: use,
                arguments: arguments, hasRequiredArguments: inputs[arguments].contains(where: \.isRequired)))
    }

    private mutating func add(_ definitions: [InputDefinition], in place: String) -> Range<Int> {
        let first = inputs.count
        for definition in definitions {
            let number = names.number(of: definition.name)
            if inputs[first...].contains(where: { $0.nameNumber == number }) {
                faults.append("there are several \(place).\(definition.name)")
            }
            guard let use = use(definition.type, in: "\(place).\(definition.name)") else { continue }
            inputs.append(
                SchemaInput(
                    name: definition.name, description: definition.description,
                    deprecation: definition.deprecation, nameNumber: number, type: use,
                    defaultLiteral: definition.defaultValue, defaultValue: nil))
        }
        return first..<inputs.count
    }

    private mutating func use(_ reference: TypeReference, in place: String) -> TypeUse? {
        guard let parsed = reference.parsed() else {
            faults.append("\(place): \(reference.text) is not a type")
            return nil
        }
        guard let index = type(named: parsed.name) else {
            faults.append("\(place): the type \(parsed.name) is unknown")
            return nil
        }
        return TypeUse(type: Int32(truncatingIfNeeded: index), wrappers: parsed.wrappers)
    }

    private mutating func indices(of names: [String], in place: String) -> [Int] {
        var indices: [Int] = []
        for name in names {
            guard let index = type(named: name) else {
                faults.append("\(place): the type \(name) is unknown")
                continue
            }
            if indices.contains(index) { faults.append("\(place) names \(name) twice") }
            indices.append(index)
        }
        return indices
    }

    /// Computes the objects of each interface, and the subtypes of each abstract type.
    mutating func relateTypes() {
        for index in types.indices where types[index].kind.isAbstract {
            types[index].subtypes = Array(repeating: false, count: types.count)
            for member in types[index].possibleTypes { types[index].subtypes[member] = true }
        }
        for index in types.indices {
            for interface in types[index].interfaces where types[interface].kind == .interface {
                types[interface].subtypes[index] = true
                if types[index].kind == .object { types[interface].possibleTypes.append(index) }
            }
        }
    }

    mutating func addDirectives() {
        let own = definition.directives
        let builtIn = BuiltInDirectives.all.filter { directive in !own.contains { $0.name == directive.name } }
        for directive in own + builtIn {
            let number = names.number(of: directive.name)
            while directiveOfName.count <= Int(number) { directiveOfName.append(-1) }
            if directiveOfName[Int(number)] >= 0 { faults.append("there are several directives @\(directive.name)") }
            directiveOfName[Int(number)] = directives.nextIndex
            directives.append(
                SchemaDirective(
                    name: directive.name, description: directive.description, locations: directive.locations,
                    isRepeatable: directive.isRepeatable,
                    arguments: add(directive.arguments, in: "@\(directive.name)"),
                    isBuiltIn: BuiltInDirectives.all.contains { $0.name == directive.name }))
        }
    }

    mutating func addMetaFields() -> MetaFields {
        MetaFields(
            schema: addMetaField(FieldDefinition("__schema", "__Schema!", description: "The schema of the service.")),
            type: addMetaField(
                FieldDefinition(
                    "__type", "__Type", description: "A type by its name.",
                    arguments: [InputDefinition("name", "String!")])),
            typeName: addMetaField(FieldDefinition("__typename", "String!", description: "The name of the object.")),
            listNames: ["fields", "interfaces", "possibleTypes", "inputFields"].map { names.number(of: $0) })
    }

    private mutating func addMetaField(_ field: FieldDefinition) -> MetaFields.Field {
        let number = names.number(of: field.name)
        if let use = use(field.type, in: field.name) {
            append(field, use, arguments: add(field.arguments, in: field.name))
        }
        return MetaFields.Field(index: fields.count - 1, nameNumber: number)
    }
}
