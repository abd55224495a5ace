import GraphQL
import Testing

struct FieldTests {
    /// The requested fields as text: `name(argument)[Type{children}]`.
    private func tree(_ text: String, _ variables: String = "{}", name: String? = nil) throws -> String {
        let schema = try pets()
        let operation = try Document.parse(text).operation(named: name)
        let variables = try schema.variables(try JSONParser.value(Array(variables.utf8)), of: operation)
        return describe(try schema.fields(of: operation, variables: variables))
    }

    private func describe(_ selection: RequestedSelection) -> String {
        selection.fields.map { field in
            let alias = field.responseName == field.name ? "" : field.responseName + ":"
            let children = field.selections.map { "\($0.type){\(describe($0))}" }.joined(separator: "|")
            return alias + field.name + children
        }.joined(separator: " ")
    }

    @Test func mergesFieldsInOrder() throws {
        #expect(
            try tree("{dog{id} cat{id} dog{name} ...{dog{id volume}}}")
                == "dogDog{id name volume} catCat{id}")
    }

    @Test func followsFragmentsOnce() throws {
        #expect(try tree("{...F x: dog{id} ...F} fragment F on Query{dog{id}}") == "dogDog{id} x:dogDog{id}")
    }

    @Test func resolvesTypeConditions() throws {
        #expect(
            try tree("{either{__typename ...on Dog{volume} ...on Pet{name} ...on Cat{id}}}")
                == "eitherDog{__typename volume name}|Cat{__typename name id}")
    }

    @Test(arguments: [(true, "dogDog{id}"), (false, "dogDog{name}")])
    func evaluatesSkipAndInclude(value: Bool, expected: String) throws {
        let text =
            "query($v: Boolean!){dog{id @include(if: $v) name @skip(if: $v) volume @skip(if: true) @include(if: true)}}"
        #expect(try tree(text, "{\"v\": \(value)}") == expected)
    }

    @Test func choosesTheOperation() throws {
        let text = "query A{dog{id}} query B{cat{id}}"
        #expect(try tree(text, name: "B") == "catCat{id}")
        #expect(throws: GraphQLError.self) { try tree(text) }
        #expect(throws: GraphQLError.self) { try tree(text, name: "C") }
    }

    @Test func coercesArguments() throws {
        let schema = try pets()
        let text =
            "query($l: Int!, $u: Filter){pet{name(short: true)} p: pet(in: {legs: $l}){name} q: pet(in: $u){name}}"
        let operation = try Document.parse(text).operation(named: nil)
        let variables = try schema.variables(try JSONParser.value(Array("{\"l\": 3}".utf8)), of: operation)
        let fields = try schema.fields(of: operation, variables: variables).fields
        #expect(fields.map { $0.argument("in")?["legs"] } == [.integer(4), .integer(3), .integer(4)])
        #expect(fields.first?.argument("in")?["wild"] == .boolean(false))
        #expect(fields.first?.selections.first?.fields.first?.arguments == [InputValue.Field("short", .boolean(true))])
    }

    @Test func reportsAnArgumentThatIsNull() throws {
        let schema = try pets()
        let operation = try Document.parse("query($s: Size = BIG){x: sized(size: $s){id}}").operation(named: nil)
        let variables = try schema.variables(try JSONParser.value(Array("{\"s\": null}".utf8)), of: operation)
        let error = #expect(throws: GraphQLError.self) { try schema.fields(of: operation, variables: variables) }
        #expect(error?.message == "Argument 'size' of non-null type 'Size!' must not be null.")
        #expect(error?.path == [.name("x")])
        #expect(error?.code == .badUserInput)
    }

    @Test func boundsTheFields() throws {
        var text = "{dog{...F0}}"
        for index in 0..<30 {
            text += " fragment F\(index) on Dog{a: friend{...F\(index + 1)} b: friend{...F\(index + 1)}}"
        }
        text += " fragment F30 on Dog{id}"
        let schema = try pets()
        let operation = try Document.parse(text).operation(named: nil)
        let error = #expect(throws: GraphQLError.self) { try schema.fields(of: operation) }
        #expect(error?.code == .limitExceeded)
    }

    /// Fragments that are spread again and again cost visits, even if they add no fields.
    @Test func boundsTheVisitedSelections() throws {
        let spreads = (0..<60).map { "...F\($0)" }.joined(separator: " ")
        var text = "{" + (0..<60).map { "d\($0): dog{\(spreads)}" }.joined(separator: " ") + "}"
        for index in 0..<60 { text += " fragment F\(index) on Dog{id}" }
        let schema = try pets()
        let operation = try Document.parse(text).operation(named: nil)
        #expect(try schema.fields(of: operation).fields.count == 60)
        let error = #expect(throws: GraphQLError.self) {
            try schema.fields(of: operation, limits: ExecutionLimits(selections: 5_000))
        }
        #expect(error?.code == .limitExceeded)
    }

    @Test func refusesAnOperationWithoutARootType() throws {
        let operation = try Document.parse("mutation{go}").operation(named: nil)
        let error = #expect(throws: GraphQLError.self) { try sample().fields(of: operation) }
        #expect(error?.code == .operationUnresolved)
    }
}
