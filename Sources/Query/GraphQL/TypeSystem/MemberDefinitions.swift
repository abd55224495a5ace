/// A field of an object or an interface. Source: spec.graphql.org/October2021/#FieldsDefinition.
package struct FieldDefinition: Sendable {
    /// The name in the schema.
    package var name: String
    /// The type of the value.
    package var type: TypeReference
    /// The description as Markdown.
    package var description: String?
    /// The arguments in the order of introspection.
    package var arguments: [InputDefinition]
    /// Why clients should no longer use the field.
    package var deprecation: String?

    /// A field of a name and a type.
    package init(
        _ name: String, _ type: TypeReference, description: String? = nil, arguments: [InputDefinition] = [],
        deprecation: String? = nil
    ) {
        self.name = name
        self.type = type
        self.description = description
        self.arguments = arguments
        self.deprecation = deprecation
    }
}

/// An argument, or a field of an input object. Source: spec.graphql.org/October2021/#InputValueDefinition.
package struct InputDefinition: Sendable {
    /// The name in the schema.
    package var name: String
    /// The type of the value.
    package var type: TypeReference
    /// The description as Markdown.
    package var description: String?
    /// The default value as a literal: `100`, `desc` or `{symbol: "WETH"}`.
    package var defaultValue: String?
    /// Why clients should no longer use it, if they should not.
    package var deprecation: String?

    /// An argument or an input field of a name and a type.
    package init(
        _ name: String, _ type: TypeReference, description: String? = nil, defaultValue: String? = nil,
        deprecation: String? = nil
    ) {
        self.name = name
        self.type = type
        self.description = description
        self.defaultValue = defaultValue
        self.deprecation = deprecation
    }
}

/// A directive. Source: spec.graphql.org/October2021/#sec-Type-System.Directives.
package struct DirectiveDefinition: Sendable {
    /// The name in the schema.
    package var name: String
    /// The description as Markdown.
    package var description: String?
    /// The arguments in the order of introspection.
    package var arguments: [InputDefinition]
    /// The places where it may stand.
    package var locations: [DirectiveLocation]
    /// Whether it may stand several times in one place.
    package var isRepeatable: Bool

    /// A directive of a name and the places where it may stand.
    package init(
        _ name: String, description: String? = nil, arguments: [InputDefinition] = [],
        locations: [DirectiveLocation], isRepeatable: Bool = false
    ) {
        self.name = name
        self.description = description
        self.arguments = arguments
        self.locations = locations
        self.isRepeatable = isRepeatable
    }
}

/// What a schema consists of. Source: spec.graphql.org/October2021/#sec-Schema.
package struct SchemaDefinition: Sendable {
    /// The description as Markdown.
    package var description: String?
    /// The name of the root type of queries.
    package var query: String
    /// The name of the root type of mutations, if there is one.
    package var mutation: String?
    /// The name of the root type of subscriptions, if there is one.
    package var subscription: String?
    /// The types without the built-in scalars, in the order of introspection.
    package var types: [TypeDefinition]
    /// The directives without those that every schema has.
    package var directives: [DirectiveDefinition]

    /// A schema of these types, whose root of queries is `Query` unless another is named.
    package init(
        description: String? = nil, query: String = "Query", mutation: String? = nil,
        subscription: String? = nil, types: [TypeDefinition], directives: [DirectiveDefinition] = []
    ) {
        self.description = description
        self.query = query
        self.mutation = mutation
        self.subscription = subscription
        self.types = types
        self.directives = directives
    }
}
