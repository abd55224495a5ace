import GraphQL
import Testing

struct VariableTests {
    private func coerce(_ definitions: String, _ values: String) throws -> Result<Variables, RequestFailure> {
        let document = try Document.parse("query(\(definitions)){dog{id}}")
        let values = try JSONParser.value(Array(values.utf8))
        let operation = try document.operation(named: nil)
        let schema = try pets()
        do throws(RequestFailure) {
            return .success(try schema.variables(values, of: operation))
        } catch {
            return .failure(error)
        }
    }

    private func messages(_ definitions: String, _ values: String) throws -> [String] {
        switch try coerce(definitions, values) {
        case .success: []
        case .failure(let failure): failure.errors.map(\.message)
        }
    }

    @Test func coercesToTheTypes() throws {
        let variables = try coerce(
            "$a: Int, $b: [String!], $c: Filter, $d: Size, $e: ID, $f: Int = 7, $g: Int, $h: Boolean",
            #"{"a": 1.0, "b": "x", "c": {"legs": 4}, "d": "BIG", "e": 12, "h": true}"#
        ).get()
        #expect(variables["a"] == .integer(1))
        #expect(variables["b"] == .list([.string("x")]))
        #expect(
            variables["c"]
                == .object([InputValue.Field("legs", .integer(4)), InputValue.Field("wild", .boolean(false))]))
        #expect(variables["d"] == .enumeration("BIG"))
        #expect(variables["e"] == .string("12"))
        #expect(variables["f"] == .integer(7))
        #expect(variables["g"] == nil)
        #expect(variables["h"] == .boolean(true))
    }

    @Test(arguments: [
        ("$a: Int!", "{}", "Variable '$a' of required type 'Int!' was not provided."),
        // The sign of the kelvin is no letter K.
        ("$K: Int!", #"{"\u212a": 1}"#, "Variable '$K' of required type 'Int!' was not provided."),
        ("$a: Int!", #"{"a": null}"#, "Variable '$a' of non-null type 'Int!' must not be null."),
        ("$a: Int", #"{"a": 1.5}"#, "Variable '$a' got invalid value 1.5; Int cannot represent non-integer value: 1.5"),
        (
            "$a: [Int!]", #"{"a": [1, null]}"#,
            "Variable '$a' got invalid value null at 'a[1]'; Expected non-nullable type 'Int!' not to be null."
        ),
        (
            "$a: Filter", #"{"a": {"legs": "x"}}"#,
            "Variable '$a' got invalid value \"x\" at 'a.legs'; Int cannot represent non-integer value: \"x\""
        ),
        (
            "$a: Filter", #"{"a": {"legs": 1, "arms": 2}}"#,
            "Variable '$a' got invalid value {\"legs\":1,\"arms\":2}; Field 'arms' is not defined by type 'Filter'."
        ),
        (
            "$a: Filter", #"{"a": {}}"#,
            "Variable '$a' got invalid value {}; Field 'legs' of required type 'Int!' was not provided."
        ),
        (
            "$a: Size", #"{"a": "HUGE"}"#,
            "Variable '$a' got invalid value \"HUGE\"; Value 'HUGE' does not exist in 'Size' enum."
        ),
        (
            "$a: One", #"{"a": {"a": 1, "b": "x"}}"#,
            "Variable '$a' got invalid value {\"a\":1,\"b\":\"x\"}; Exactly one key must be specified for OneOf type 'One'."
        ),
        ("$a: Dog", #"{"a": 1}"#, "Variable '$a' expected value of type 'Dog' which cannot be used as an input type."),
    ])
    func refusesValuesOfOtherTypes(definition: String, values: String, message: String) throws {
        #expect(try messages(definition, values) == [message])
    }

    @Test func countsAnInvalidFieldAsGiven() throws {
        #expect(try messages("$a: One", #"{"a": {"a": "x"}}"#).count == 1)
        #expect(try messages("$a: One", #"{"a": {"a": null}}"#).first?.hasSuffix("Field 'a' must be non-null.") == true)
    }

    @Test func keepsEachDigitOfBigNumbers() throws {
        let digits = "123456789012345678901234567890"
        let schema = try sample()
        let operation = try Document.parse("query($a: BigInt){go(far: $a)}").operation(named: nil)
        let values = try JSONParser.value(Array("{\"a\": \(digits)}".utf8))
        #expect(try schema.variables(values, of: operation)["a"] == .number(digits))
    }

    @Test(arguments: [
        ("BigInt", "Variable '$a' got invalid value true; BigInt cannot represent: true"),
        ("Even", "Variable '$a' got invalid value true; Expected type 'Even'. it is odd"),
    ])
    func tellsWhyAScalarRefusesAValue(type: String, message: String) throws {
        let schema = try sample()
        let operation = try Document.parse("query($a: \(type)){go}").operation(named: nil)
        let values = try JSONParser.value(Array(#"{"a": true}"#.utf8))
        let failure = #expect(throws: RequestFailure.self) { try schema.variables(values, of: operation) }
        #expect(failure?.errors.map(\.message) == [message])
    }

    @Test func stopsAtFiftyErrors() throws {
        let list = "{\"a\": [\(String(repeating: "true,", count: 99))true]}"
        let found = try messages("$a: [Int]", list)
        #expect(found.count == 51)
        let members = (0..<100).map { "\"x\($0)\": 1" }.joined(separator: ",")
        #expect(try messages("$a: Filter", "{\"a\": {\"legs\": 1, \(members)}}").count == 51)
        #expect(found.last == "Too many errors processing variables, error limit reached. Execution aborted.")
    }
}
