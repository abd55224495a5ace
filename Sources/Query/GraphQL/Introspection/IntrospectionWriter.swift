/// Writes the answers of introspection as JSON, in the order of the request.
///
/// Source: spec.graphql.org/October2021/#sec-Schema-Introspection.
struct IntrospectionWriter {
    /// What an object of introspection describes.
    enum Node {
        case schema
        case type(TypeUse)
        case field(SchemaField)
        case input(SchemaInput)
        case enumValue(EnumValueDefinition)
        case directive(SchemaDirective)
    }

    let schema: Schema
    /// The most bytes of the text.
    let limit: Int
    var writer: JSONWriter

    /// Writes an object; the depth of the recursion is that of the request.
    mutating func object(_ node: Node, _ field: RequestedField) throws(GraphQLError) {
        guard writer.bytes.count <= limit else {
            throw GraphQLError(
                "The answer has more than \(limit) bytes.", path: [.name(field.responseName)], code: .limitExceeded)
        }
        guard let selection = field.selections.first else { return writer.null() }
        writer.beginObject()
        for field in selection.fields {
            writer.name(field.responseName)
            if field.kind == .typeName {
                writer.string(selection.type)
            } else {
                try value(of: node, field)
            }
        }
        writer.endObject()
    }

    private mutating func value(of node: Node, _ field: RequestedField) throws(GraphQLError) {
        switch node {
        case .schema: try schemaValue(field)
        case .type(let type): try typeValue(type, field)
        case .field(let value):
            if field.name == "args" {
                try inputs(value.arguments, field)
            } else if field.name == "type" {
                try object(.type(value.type), field)
            } else {
                describe(field, value.name, value.description, value.deprecation)
            }
        case .input(let value):
            if field.name == "type" {
                try object(.type(value.type), field)
            } else if field.name == "defaultValue" {
                writer.string(value.defaultValue.map { schema.literal($0, value.type) })
            } else {
                describe(field, value.name, value.description, value.deprecation)
            }
        case .enumValue(let value): describe(field, value.name, value.description, value.deprecation)
        case .directive(let value): try directiveValue(value, field)
        }
    }

    private mutating func describe(
        _ field: RequestedField, _ name: String, _ description: String?, _ deprecation: String?
    ) {
        switch field.name {
        case "name": writer.string(name)
        case "description": writer.string(description)
        case "isDeprecated": writer.boolean(deprecation != nil)
        case "deprecationReason": writer.string(deprecation)
        default: writer.null()
        }
    }

    private mutating func schemaValue(_ field: RequestedField) throws(GraphQLError) {
        switch field.name {
        case "types": try types(Array(schema.types.indices), field)
        case "queryType": try type(schema.query, field)
        case "mutationType": try type(schema.mutation, field)
        case "subscriptionType": try type(schema.subscription, field)
        case "directives": try list(schema.directives.map { .directive($0) }, field)
        case "description": writer.string(schema.description)
        default: writer.null()
        }
    }

    private mutating func directiveValue(_ directive: SchemaDirective, _ field: RequestedField) throws(GraphQLError) {
        switch field.name {
        case "isRepeatable": writer.boolean(directive.isRepeatable)
        case "locations":
            writer.beginArray()
            for location in directive.locations { writer.string(location.rawValue) }
            writer.endArray()
        case "args": try inputs(directive.arguments, field)
        default: describe(field, directive.name, directive.description, nil)
        }
    }
}

/// Lists.
extension IntrospectionWriter {
    mutating func list(_ nodes: [Node], _ field: RequestedField) throws(GraphQLError) {
        writer.beginArray()
        for node in nodes { try object(node, field) }
        writer.endArray()
    }

    /// Writes a named type, or null.
    mutating func type(_ index: Int?, _ field: RequestedField) throws(GraphQLError) {
        guard let index else { return writer.null() }
        try object(.type(schema.use(index)), field)
    }

    mutating func types(_ indices: [Int], _ field: RequestedField) throws(GraphQLError) {
        try list(indices.map { .type(schema.use($0)) }, field)
    }

    mutating func inputs(_ range: Range<Int>, _ field: RequestedField) throws(GraphQLError) {
        let inputs = schema.inputs[range].filter { field.includesDeprecated || $0.deprecation == nil }
        try list(inputs.map { .input($0) }, field)
    }
}

extension RequestedField {
    /// Whether a list contains what is deprecated.
    var includesDeprecated: Bool { argument("includeDeprecated") == .boolean(true) }
}

extension Schema {
    /// A named type without lists and non-nulls.
    func use(_ index: Int) -> TypeUse {
        TypeUse(type: Int32(truncatingIfNeeded: index), wrappers: TypeWrappers())
    }
}
