import GraphQL
import Testing

/// The messages of a document's errors against a schema, or of its syntax error.
func messages(_ text: String, _ schema: Schema) -> [String] {
    do throws(GraphQLError) {
        return schema.validate(try Document.parse(text)).map(\.message)
    } catch {
        return [error.message]
    }
}

/// The errors of a document against a schema.
func errors(_ text: String, _ schema: Schema) throws -> [GraphQLError] {
    schema.validate(try Document.parse(text))
}

func sample() throws -> Schema { try Schema(SampleSchema.definition) }

/// A schema with interfaces and unions.
func pets() throws -> Schema {
    try Schema(
        SchemaDefinition(
            mutation: "Change", subscription: "Events", types: Pets.outputs + Pets.inputs + Pets.roots,
            directives: [DirectiveDefinition("mark", locations: [.field, .query], isRepeatable: true)]))
}

/// The types of the schema `pets()`.
private enum Pets {
    private static let name = FieldDefinition("name", "String", arguments: [InputDefinition("short", "Boolean")])

    static let outputs: [TypeDefinition] = [
        .interface(ObjectDefinition("Pet", fields: [name])),
        .object(
            ObjectDefinition(
                "Dog", interfaces: ["Pet"],
                fields: [
                    name, FieldDefinition("volume", "Int"), FieldDefinition("id", "ID!"),
                    FieldDefinition("friend", "Pet"),
                ])),
        .object(
            ObjectDefinition(
                "Cat", interfaces: ["Pet"],
                fields: [name, FieldDefinition("volume", "String"), FieldDefinition("id", "String!")])),
        .union(UnionDefinition("Either", members: ["Dog", "Cat"])),
    ]

    static let inputs: [TypeDefinition] = [
        .input(
            InputObjectDefinition(
                "Filter",
                fields: [
                    InputDefinition("legs", "Int!"), InputDefinition("names", "[String!]"),
                    InputDefinition("wild", "Boolean", defaultValue: "false"),
                ])),
        .input(
            InputObjectDefinition(
                "One", fields: [InputDefinition("a", "Int"), InputDefinition("b", "String")], isOneOf: true)),
        .enumeration(EnumDefinition("Size", values: [EnumValueDefinition("BIG"), EnumValueDefinition("SMALL")])),
    ]

    static let roots: [TypeDefinition] = [
        .object(ObjectDefinition("Change", fields: [FieldDefinition("go", "Boolean")])),
        .object(ObjectDefinition("Events", fields: [FieldDefinition("a", "Int"), FieldDefinition("b", "Int")])),
        .object(
            ObjectDefinition(
                "Query",
                fields: [
                    FieldDefinition(
                        "pet", "Pet", arguments: [InputDefinition("in", "Filter", defaultValue: "{legs: 4}")]),
                    FieldDefinition("dog", "Dog"), FieldDefinition("cat", "Cat"), FieldDefinition("either", "Either"),
                    FieldDefinition("sized", "Dog", arguments: [InputDefinition("size", "Size!")]),
                    FieldDefinition("one", "Dog", arguments: [InputDefinition("one", "One")]),
                    FieldDefinition("called", "Dog", arguments: [InputDefinition("name", "String")]),
                    FieldDefinition("count", "Int!", arguments: [InputDefinition("of", "[Int!]")]),
                ])),
    ]
}

/// The text of a written JSON value.
func json(_ write: (inout JSONWriter) throws -> Void) rethrows -> String {
    var writer = JSONWriter()
    try write(&writer)
    return String(decoding: writer.bytes, as: UTF8.self)
}
