import GraphQL
import Testing

struct IntrospectionTests {
    private func answer(_ text: String, limit: Int = 1 << 20) throws -> String {
        let schema = try pets()
        let operation = try Document.parse(text).operation(named: nil)
        let field = try #require(try schema.fields(of: operation).fields.first)
        #expect(field.kind == .introspection)
        return try json { try schema.writeIntrospection(field, to: &$0, limit: limit) }
    }

    @Test func answersInTheOrderOfTheRequest() throws {
        #expect(
            try answer(
                "{__type(name: \"Filter\"){kind __typename n: name inputFields{name type{kind ofType{name}} defaultValue}}}"
            )
                == #"{"kind":"INPUT_OBJECT","__typename":"__Type","n":"Filter","inputFields":["#
                + #"{"name":"legs","type":{"kind":"NON_NULL","ofType":{"name":"Int"}},"defaultValue":null},"#
                + #"{"name":"names","type":{"kind":"LIST","ofType":{"name":null}},"defaultValue":null},"#
                + #"{"name":"wild","type":{"kind":"SCALAR","ofType":null},"defaultValue":"false"}]}"#)
    }

    @Test func knowsPossibleTypes() throws {
        #expect(
            try answer("{__type(name: \"Pet\"){possibleTypes{name} interfaces{name} enumValues{name}}}")
                == #"{"possibleTypes":[{"name":"Dog"},{"name":"Cat"}],"interfaces":[],"enumValues":null}"#)
    }

    @Test func knowsNoOtherType() throws {
        #expect(try answer("{__type(name: \"Fish\"){name}}") == "null")
    }

    @Test func describesTheSchema() throws {
        #expect(
            try answer("{__schema{queryType{name} mutationType{name} directives{name isRepeatable}}}")
                == #"{"queryType":{"name":"Query"},"mutationType":{"name":"Change"},"directives":["#
                + #"{"name":"mark","isRepeatable":true},{"name":"include","isRepeatable":false},"#
                + #"{"name":"skip","isRepeatable":false},{"name":"deprecated","isRepeatable":false},"#
                + #"{"name":"specifiedBy","isRepeatable":false},{"name":"oneOf","isRepeatable":false}]}"#)
    }

    @Test func boundsTheAnswer() throws {
        #expect(throws: GraphQLError.self) {
            try answer("{__schema{types{name description fields{name description}}}}", limit: 1_000)
        }
    }

    @Test func boundsTheSearchOfDeepFragments() throws {
        var text = "{__schema{types{...F0}}}"
        for index in 0..<50 { text += " fragment F\(index) on __Type{ofType{...F\(index + 1)} ...F\(index + 1)}" }
        text += " fragment F50 on __Type{name}"
        #expect(messages(text, try pets()).isEmpty)
    }
}
