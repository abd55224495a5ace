/// Whether types have what their interfaces promise.
///
/// Source: spec.graphql.org/October2021/#IsValidImplementation().
extension SchemaChecks {
    mutating func checkImplementation(of interface: Int, by index: Int) {
        let type = schema.types[index]
        let promised = schema.types[interface]
        guard promised.kind == .interface, interface != index else {
            faults.append("\(type.name) cannot implement \(promised.name)")
            return
        }
        for inherited in promised.interfaces where !type.interfaces.contains(inherited) {
            faults.append("\(type.name) does not implement \(schema.types[inherited].name), as \(promised.name) does")
        }
        for field in schema.fields[promised.fields] {
            guard let own = schema.fields[type.fields].first(where: { $0.name == field.name }) else {
                faults.append("\(type.name) lacks the field \(field.name) of \(promised.name)")
                continue
            }
            checkField(own, of: type, against: field, of: promised)
        }
    }

    private mutating func checkField(
        _ own: SchemaField, of type: SchemaType, against field: SchemaField, of interface: SchemaType
    ) {
        let place = "\(type.name).\(own.name)"
        if !schema.isSubtype(own.type, of: field.type) {
            faults.append("\(place) does not have the type of \(interface.name).\(field.name)")
        }
        let promised = schema.inputs[field.arguments]
        let arguments = schema.inputs[own.arguments]
        for argument in promised
        where !arguments.contains(where: { $0.name == argument.name && $0.type == argument.type }) {
            faults.append("\(place) lacks the argument \(argument.name) of \(interface.name).\(field.name)")
        }
        for argument in arguments where argument.isRequired && !promised.contains(where: { $0.name == argument.name }) {
            faults.append("\(place) requires \(argument.name), which \(interface.name).\(field.name) lacks")
        }
    }
}
