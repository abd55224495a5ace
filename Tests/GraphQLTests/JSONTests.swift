import GraphQL
import Testing

struct JSONTests {
    private func parse(_ text: String) throws -> JSONValue { try JSONParser.value(Array(text.utf8)) }

    @Test(arguments: [
        #"{"a":[1,-2.5e10,true,false,null,"x"],"b":{}}"#, "\"\\u0001\\\"\\\\\\n\"", "[]", "0", "-0", "1E400",
        "12345678901234567890123", #"{"é":"😀"}"#,
    ])
    func writesWhatItReads(text: String) throws {
        let value = try parse(text)
        #expect(json { $0.value(value) } == text)
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\":1,}", "01", "1.", "+1", "NaN", "nul", "\"a", "\"\n\"", "\"\\u{41}\"", "\"\\ud800\"",
        "[1] 2", "{'a':1}", "{a:1}", "{\"a\":1,\"a\":2}", "\u{FEFF}1", "// c\n1",
    ])
    func refusesOtherTexts(text: String) {
        #expect(throws: JSONError.self) { try parse(text) }
    }

    @Test func namesThatDifferOnlyInTheBytesOfACharacterAreTwo() throws {
        let value = try parse("{\"caf\u{E9}\":1,\"cafe\u{301}\":2,\"\u{212A}\":3}")
        #expect(value["cafe\u{301}"] == .number("2"))
        #expect(value["K"] == nil)
    }

    @Test func refusesInvalidUTF8() {
        #expect(throws: JSONError.self) { try JSONParser.value([0x22, 0xC3, 0x28, 0x22]) }
    }

    @Test func boundsTheNesting() throws {
        func nested(_ levels: Int) -> [UInt8] {
            Array(String(repeating: "[", count: levels).utf8) + Array(String(repeating: "]", count: levels).utf8)
        }
        #expect(throws: Never.self) { try JSONParser.value(nested(100)) }
        #expect(throws: JSONError.self) { try JSONParser.value(nested(102)) }
        #expect(throws: JSONError.self) { try JSONParser.value(nested(1_000_000)) }
    }

    @Test func writesErrorsOfResponses() {
        let error = GraphQLError(
            "A \"fault\"", locations: [SourceLocation(line: 1, column: 2)], path: [.name("a"), .index(0)],
            code: .badUserInput)
        #expect(
            json { $0.errors([error]) }
                == #"[{"message":"A \"fault\"","locations":[{"line":1,"column":2}],"path":["a",0],"#
                + #""extensions":{"code":"BAD_USER_INPUT"}}]"#)
    }
}
