/// The directives that every schema has.
///
/// Source: spec.graphql.org/October2021/#sec-Type-System.Directives.Built-in-Directives.
/// `@oneOf` is of a later edition.
enum BuiltInDirectives {
    static let defaultDeprecation = "No longer supported"

    static let all: [DirectiveDefinition] = [
        DirectiveDefinition(
            "include", description: "Includes a field or a fragment only if the argument is true.",
            arguments: [InputDefinition("if", "Boolean!", description: "Whether to include it.")],
            locations: [.field, .fragmentSpread, .inlineFragment]),
        DirectiveDefinition(
            "skip", description: "Leaves out a field or a fragment if the argument is true.",
            arguments: [InputDefinition("if", "Boolean!", description: "Whether to leave it out.")],
            locations: [.field, .fragmentSpread, .inlineFragment]),
        DirectiveDefinition(
            "deprecated", description: "Marks a part of the schema that clients should no longer use.",
            arguments: [
                InputDefinition(
                    "reason", "String", description: "Why, and what to use instead, as Markdown.",
                    defaultValue: "\"\(defaultDeprecation)\"")
            ],
            locations: [.fieldDefinition, .argumentDefinition, .inputFieldDefinition, .enumValue]),
        DirectiveDefinition(
            "specifiedBy", description: "Tells where a scalar is specified.",
            arguments: [InputDefinition("url", "String!", description: "The URL of the specification.")],
            locations: [.scalar]),
        DirectiveDefinition(
            "oneOf", description: "Demands exactly one of the fields of an input object.",
            locations: [.inputObject]),
    ]
}
