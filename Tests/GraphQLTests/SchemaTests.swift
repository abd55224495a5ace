import GraphQL
import Testing

struct SchemaTests {
    private func faults(_ types: [TypeDefinition], query: String = "Query") -> [String] {
        do throws(SchemaError) {
            _ = try Schema(SchemaDefinition(query: query, types: types))
            return []
        } catch {
            return error.faults
        }
    }

    private func object(_ name: String, _ fields: FieldDefinition..., interfaces: [String] = []) -> TypeDefinition {
        .object(ObjectDefinition(name, interfaces: interfaces, fields: fields))
    }

    @Test func acceptsScalarsOfASchema() throws {
        #expect(try sample().types.contains { $0.name == "BigInt" })
    }

    @Test func refusesUnknownAndMisplacedTypes() {
        #expect(faults([object("Query", FieldDefinition("a", "Nothing"))]) == ["Query.a: the type Nothing is unknown"])
        #expect(faults([object("Query", FieldDefinition("a", "[Int"))]) == ["Query.a: [Int is not a type"])
        #expect(
            faults([object("Query", FieldDefinition("a", "Int"))], query: "Root") == ["the root type Root is unknown"])
        let argument = InputDefinition("x", "Query")
        #expect(
            faults([object("Query", FieldDefinition("a", "Int", arguments: [argument]))])
                == ["Query.a.x has no input type"])
    }

    @Test(arguments: ["[Int", "Int]", "Int!!", "[[Int]!!]", "", "[]", "In t", "!Int", "[Int]x"])
    func refusesTextsThatAreNoTypes(text: String) {
        #expect(
            faults([object("Query", FieldDefinition("a", TypeReference(text)))]) == ["Query.a: \(text) is not a type"])
    }

    @Test func refusesNamesTwice() {
        let query = object("Query", FieldDefinition("a", "Int"), FieldDefinition("a", "Int"))
        #expect(faults([query]) == ["there are several fields Query.a"])
        let single = object("Query", FieldDefinition("a", "Int"))
        #expect(faults([single, single]).contains("there are several types named Query"))
    }

    @Test func refusesReservedNames() {
        #expect(faults([object("Query", FieldDefinition("__a", "Int"))]) == ["Query.__a is not a name for a schema"])
        #expect(faults([object("Query")]) == ["Query has no fields"])
    }

    @Test func refusesBrokenPromisesOfInterfaces() {
        let interface = TypeDefinition.interface(
            ObjectDefinition("Named", fields: [FieldDefinition("name", "String!")]))
        let query = object("Query", FieldDefinition("name", "String"), interfaces: ["Named"])
        #expect(faults([interface, query]) == ["Query.name does not have the type of Named.name"])
        let other = object("Query", FieldDefinition("a", "Int"), interfaces: ["Named"])
        #expect(faults([interface, other]) == ["Query lacks the field name of Named"])
    }

    @Test func refusesInvalidDefaults() {
        let argument = InputDefinition("x", "Int", defaultValue: "\"one\"")
        #expect(
            faults([object("Query", FieldDefinition("a", "Int", arguments: [argument]))])
                == ["x has the invalid default value \"one\""])
    }

    @Test func refusesInputsThatContainThemselves() {
        let input = TypeDefinition.input(InputObjectDefinition("In", fields: [InputDefinition("in", "In!")]))
        let query = object("Query", FieldDefinition("a", "Int", arguments: [InputDefinition("x", "In")]))
        #expect(faults([input, query]) == ["In contains itself through non-null fields"])
    }

    @Test func printsTheSchema() throws {
        let definition = SchemaDefinition(
            types: [
                .scalar(ScalarDefinition("Url", description: "A link.", specifiedByURL: "https://a.example")),
                .object(
                    ObjectDefinition(
                        "Query",
                        fields: [
                            FieldDefinition(
                                "find", "[Url!]!", description: "Finds.",
                                arguments: [InputDefinition("size", "Size", defaultValue: "BIG")], deprecation: "slow")
                        ])),
                .enumeration(EnumDefinition("Size", values: [EnumValueDefinition("BIG")])),
            ],
            directives: [DirectiveDefinition("mark", locations: [.field], isRepeatable: true)])
        let expected = """
            directive @mark repeatable on FIELD

            \"""A link.\"""
            scalar Url @specifiedBy(url: "https://a.example")

            type Query {
              \"""Finds.\"""
              find(size: Size = BIG): [Url!]! @deprecated(reason: "slow")
            }

            enum Size {
              BIG
            }
            """
        #expect(try Schema(definition).sdl == expected)
    }
}
