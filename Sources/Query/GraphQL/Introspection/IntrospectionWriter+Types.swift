/// The fields of `__Type`. Source: spec.graphql.org/October2021/#sec-The-__Type-Type.
extension IntrospectionWriter {
    mutating func typeValue(_ use: TypeUse, _ field: RequestedField) throws(GraphQLError) {
        guard use.wrappers.isEmpty else { return try wrapperValue(use, field) }
        let type = schema.types[use.index]
        switch field.name {
        case "kind": writer.string(type.kind.rawValue)
        case "name": writer.string(type.name)
        case "description": writer.string(type.description)
        case "specifiedByURL": writer.string(type.specifiedByURL)
        case "fields": try fields(type, field)
        case "interfaces":
            if type.kind == .object || type.kind == .interface {
                try types(type.interfaces, field)
            } else {
                writer.null()
            }
        case "possibleTypes":
            if type.kind.isAbstract { try types(type.possibleTypes, field) } else { writer.null() }
        case "enumValues": try enumValues(type, field)
        case "inputFields":
            if type.kind == .inputObject { try inputs(type.inputFields, field) } else { writer.null() }
        case "isOneOf":
            if type.kind == .inputObject { writer.boolean(type.isOneOf) } else { writer.null() }
        default: writer.null()
        }
    }

    /// A list or a non-null has a kind and the type within it only.
    private mutating func wrapperValue(_ use: TypeUse, _ field: RequestedField) throws(GraphQLError) {
        switch field.name {
        case "kind": writer.string((use.isNonNull ? TypeKind.nonNull : .list).rawValue)
        case "ofType": try object(.type(use.inner), field)
        default: writer.null()
        }
    }

    private mutating func fields(_ type: SchemaType, _ field: RequestedField) throws(GraphQLError) {
        guard type.kind == .object || type.kind == .interface else { return writer.null() }
        let fields = schema.fields[type.fields].filter { field.includesDeprecated || $0.deprecation == nil }
        try list(fields.map { .field($0) }, field)
    }

    private mutating func enumValues(_ type: SchemaType, _ field: RequestedField) throws(GraphQLError) {
        guard type.kind == .enumeration else { return writer.null() }
        let values = type.enumValues.filter { field.includesDeprecated || $0.deprecation == nil }
        try list(values.map { .enumValue($0) }, field)
    }
}
