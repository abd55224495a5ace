/// The types of introspection. Source: spec.graphql.org/October2021/#sec-Schema-Introspection.
enum IntrospectionTypes {
    /// In the order in which a walk from `__Schema` finds them.
    static let all: [TypeDefinition] = [
        .object(schema), .object(type), .enumeration(typeKind), .object(field), .object(inputValue),
        .object(enumValue), .object(directive), .enumeration(directiveLocation),
    ]

    private static let includeDeprecated = [InputDefinition("includeDeprecated", "Boolean", defaultValue: "false")]

    private static let schema = ObjectDefinition(
        "__Schema", description: "The types, the directives and the entry points of a service.",
        fields: [
            FieldDefinition("description", "String"),
            FieldDefinition("types", "[__Type!]!", description: "All types of the service."),
            FieldDefinition("queryType", "__Type!", description: "The type of queries."),
            FieldDefinition("mutationType", "__Type", description: "The type of mutations, if any."),
            FieldDefinition("subscriptionType", "__Type", description: "The type of subscriptions, if any."),
            FieldDefinition("directives", "[__Directive!]!", description: "All directives of the service."),
        ])

    private static let type = ObjectDefinition(
        "__Type", description: "A named type, or a list or non-null of another type, as `kind` tells.",
        fields: [
            FieldDefinition("kind", "__TypeKind!"),
            FieldDefinition("name", "String"),
            FieldDefinition("description", "String"),
            FieldDefinition("specifiedByURL", "String"),
            FieldDefinition("fields", "[__Field!]", arguments: includeDeprecated),
            FieldDefinition("interfaces", "[__Type!]"),
            FieldDefinition("possibleTypes", "[__Type!]"),
            FieldDefinition("enumValues", "[__EnumValue!]", arguments: includeDeprecated),
            FieldDefinition("inputFields", "[__InputValue!]", arguments: includeDeprecated),
            FieldDefinition("ofType", "__Type"),
            FieldDefinition("isOneOf", "Boolean"),
        ])

    private static let field = ObjectDefinition(
        "__Field", description: "A field of an object or an interface.",
        fields: [
            FieldDefinition("name", "String!"),
            FieldDefinition("description", "String"),
            FieldDefinition("args", "[__InputValue!]!", arguments: includeDeprecated),
            FieldDefinition("type", "__Type!"),
            FieldDefinition("isDeprecated", "Boolean!"),
            FieldDefinition("deprecationReason", "String"),
        ])

    private static let inputValue = ObjectDefinition(
        "__InputValue", description: "An argument, or a field of an input object.",
        fields: [
            FieldDefinition("name", "String!"),
            FieldDefinition("description", "String"),
            FieldDefinition("type", "__Type!"),
            FieldDefinition("defaultValue", "String", description: "The default value as a literal."),
            FieldDefinition("isDeprecated", "Boolean!"),
            FieldDefinition("deprecationReason", "String"),
        ])

    private static let enumValue = ObjectDefinition(
        "__EnumValue", description: "A value of an enum.",
        fields: [
            FieldDefinition("name", "String!"),
            FieldDefinition("description", "String"),
            FieldDefinition("isDeprecated", "Boolean!"),
            FieldDefinition("deprecationReason", "String"),
        ])

    private static let directive = ObjectDefinition(
        "__Directive", description: "A directive, its arguments and the places where it may stand.",
        fields: [
            FieldDefinition("name", "String!"),
            FieldDefinition("description", "String"),
            FieldDefinition("isRepeatable", "Boolean!"),
            FieldDefinition("locations", "[__DirectiveLocation!]!"),
            FieldDefinition("args", "[__InputValue!]!", arguments: includeDeprecated),
        ])

    private static let typeKind = EnumDefinition(
        "__TypeKind", description: "The kinds of types.",
        values: TypeKind.allCases.map { EnumValueDefinition($0.rawValue, description: $0.description) })

    private static let directiveLocation = EnumDefinition(
        "__DirectiveLocation", description: "The places where a directive may stand.",
        values: DirectiveLocation.allCases.map { EnumValueDefinition($0.rawValue, description: "On a \($0.words).") })
}
