import GraphQL
import Testing

/// Each rule with documents that violate it, and the messages.
struct RuleTests {
    @Test(arguments: [
        ("{dog{name}} scalar S", "The 'S' definition is not executable."),
        ("{dog{name}} extend schema @mark", "The schema definition is not executable."),
        ("query A{dog{name}} query A{dog{name}}", "There can be only one operation named 'A'."),
        ("subscription{a b}", "Anonymous Subscription must select only one top level field."),
        ("subscription S{__typename}", "Subscription 'S' must not select an introspection top level field."),
        ("{dog{...on Fish{name}}}", "Unknown type 'Fish'."),
        ("{dog{...on Size{name}}}", "Fragment cannot condition on non composite type 'Size'."),
        ("{dog}", "Field 'dog' of type 'Dog' must have a selection of subfields. Did you mean 'dog { ... }'?"),
        ("{dog{id{a}}}", "Field 'id' must not have a selection since type 'ID!' has no subfields."),
        ("{dog{fins}}", "Cannot query field 'fins' on type 'Dog'."),
        ("{dog{...F}} fragment F on Dog{id} fragment F on Dog{id}", "There can be only one fragment named 'F'."),
        ("{dog{...F}}", "Unknown fragment 'F'."),
        ("{dog{id}} fragment F on Dog{id}", "Fragment 'F' is never used."),
        ("{dog{...on Cat{id}}}", "Fragment cannot be spread here as objects of type 'Dog' can never be of type 'Cat'."),
        (
            "{dog{...F}} fragment F on Cat{id}",
            "Fragment 'F' cannot be spread here as objects of type 'Dog' can never be of type 'Cat'."
        ),
        ("{dog{...F}} fragment F on Dog{...F}", "Cannot spread fragment 'F' within itself."),
        (
            "query($a: Boolean, $a: Boolean){dog{name(short: $a)}}", "There can be only one variable named '$a'."
        ),
        ("query Q{dog{name(short: $a)}}", "Variable '$a' is not defined by operation 'Q'."),
        ("query($a: Int){dog{name}}", "Variable '$a' is never used."),
        ("{dog@no{name}}", "Unknown directive '@no'."),
        ("query@skip(if: true){dog{name}}", "Directive '@skip' may not be used on query."),
        ("{dog@skip(if: true)@skip(if: true){id}}", "The directive '@skip' can only be used once at this location."),
        ("{dog{name(long: 1)}}", "Unknown argument 'long' on field 'Dog.name'."),
        ("{dog@skip(if: true, a: 1){id}}", "Unknown argument 'a' on directive '@skip'."),
        ("{dog{name(short: true, short: true)}}", "There can be only one argument named 'short'."),
        ("{dog{name(short: 1)}}", "Boolean cannot represent a non boolean value: 1"),
        ("{sized(size: \"BIG\"){id}}", "Enum 'Size' cannot represent non-enum value: \"BIG\"."),
        ("{sized(size: HUGE){id}}", "Value 'HUGE' does not exist in 'Size' enum."),
        ("{sized(size: null){id}}", "Expected value of type 'Size!', found null."),
        ("{count(of: [1.5])}", "Int cannot represent non-integer value: 1.5"),
        ("{count(of: 3000000000)}", "Int cannot represent non 32-bit signed integer value: 3000000000"),
        ("{pet(in: 1){name}}", "Expected value of type 'Filter', found 1."),
        ("{pet(in: {}){name}}", "Field 'Filter.legs' of required type 'Int!' was not provided."),
        ("{pet(in: {legs: 1, arms: 2}){name}}", "Field 'arms' is not defined by type 'Filter'."),
        ("{one(one: {a: 1, b: \"\"}){id}}", "OneOf Input Object 'One' must specify exactly one key."),
        ("{one(one: {a: null}){id}}", "Field 'One.a' must be non-null."),
        (
            "query($a: Int){one(one: {a: $a}){id}}",
            "Variable 'a' must be non-nullable to be used for OneOf Input Object 'One'."
        ),
        (
            "fragment F on Query{one(one: {a: $a}){id}} query($a: Int){...F}",
            "Variable 'a' must be non-nullable to be used for OneOf Input Object 'One'."
        ),
        ("{sized{id}}", "Field 'sized' argument 'size' of type 'Size!' is required, but it was not provided."),
        (
            "{dog@skip{id}}",
            "Directive '@skip' argument 'if' of type 'Boolean!' is required, but it was not provided."
        ),
        (
            "query($a: Int){dog{name(short: $a)}}",
            "Variable '$a' of type 'Int' used in position expecting type 'Boolean'."
        ),
        (
            "query($i: Int!){count(of: $i)}",
            "Variable '$i' of type 'Int!' used in position expecting type '[Int!]'."
        ),
        ("{pet(in: {legs: 1, legs: 1}){name}}", "There can be only one input field named 'legs'."),
        ("{__schema{types{fields{type{fields{type{fields{name}}}}}}}}", "Maximum introspection depth exceeded"),
    ])
    func refuses(text: String, message: String) throws {
        #expect(messages(text, try pets()) == [message])
    }

    @Test func refusesVariablesOfOutputTypes() throws {
        #expect(
            messages("query($a: Dog){dog{name}}", try pets())
                == ["Variable '$a' cannot be non-input type 'Dog'.", "Variable '$a' is never used."])
    }

    @Test(arguments: [
        ("{go(far: 1.5)}", "BigInt cannot represent: 1.5"),
        ("{go(often: 3)}", "Expected value of type 'Even', found 3; it is odd"),
    ])
    func tellsWhyAScalarRefusesALiteral(text: String, message: String) throws {
        #expect(messages(text, try sample()) == [message])
    }

    @Test func refusesTwoAnonymousOperations() throws {
        let message = "This anonymous operation must be the only defined operation."
        #expect(messages("{dog{id}} {dog{id}}", try pets()) == [message, message])
    }

    @Test(arguments: [
        "{dog{id ...on Pet{name} ...on Dog{volume}} either{...on Dog{a: volume} ...on Cat{b: volume}}}",
        "query Q($s: Boolean = true, $f: Filter!){pet(in: $f){name(short: $s)}}",
        "query($l: Int!, $n: [String!]){pet(in: {legs: $l, names: $n}){name}}",
        "{count(of: 1) b: count(of: [1, 2]) c: count(of: null)}",
        "{dog@mark@mark{id}}", "mutation{go}", "subscription{a}", "query($a: Int!){one(one: {a: $a}){id}}",
        "{__schema{types{name}} __type(name: \"Dog\"){name} __typename}",
        "{dog{...A}} fragment A on Dog{...B} fragment B on Dog{id}", "query A{dog{id}} query B{cat{id}}",
    ])
    func accepts(text: String) throws {
        #expect(messages(text, try pets()).isEmpty)
    }

    @Test func placesTheErrors() throws {
        let found = try errors("query Q($a: Int) {\n  dog { fins }\n}\n", pets())
        #expect(found.map(\.locations) == [[SourceLocation(line: 2, column: 9)], [SourceLocation(line: 1, column: 9)]])
        #expect(found.allSatisfy { $0.code == .validationFailed })
    }

    @Test func stopsAtTheLimitOfErrors() throws {
        let text = "{dog{" + String(repeating: "x ", count: 150) + "}}"
        let found = messages(text, try pets())
        #expect(found.count == 101)
        #expect(found.last == "Too many validation errors, error limit reached. Validation aborted.")
    }

    @Test func namesTheWholeCycle() throws {
        let text = "{dog{...A}} fragment A on Dog{...B} fragment B on Dog{...C} fragment C on Dog{...A}"
        let found = try errors(text, pets())
        #expect(found.map(\.message) == ["Cannot spread fragment 'A' within itself via 'B', 'C'."])
        #expect(found.first?.locations.map(\.column) == [31, 55, 79])
    }
}
