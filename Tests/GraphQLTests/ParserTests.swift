import GraphQL
import Testing

struct ParserTests {
    private func syntaxError(_ text: String, limits: DocumentLimits = .standard) -> GraphQLError? {
        do throws(GraphQLError) {
            _ = try Document.parse(text, limits: limits)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        "{a}", "query Q($a: [Int!]! = [1] @d, $b: T){x: a(b: $a){...F ... on T @skip(if: true){b} ...{c}}}",
        "fragment F on T{a} mutation{a} subscription S{b}", "{a(x: {y: [1, -2.5e3, \"s\", true, null, E], z: {}})}",
        "\u{FEFF}{a,,,b} # the end", "{on fragment query true null}", "{a(b: \"\"\"x\"y \\\"\"\" z\"\"\")}",
        "type A implements B & C @d { a(b: Int = 1): [A!]! @e } extend union U = A | B",
        "\"d\" schema @a { query: Q } scalar S enum E { A B } input I { a: Int = 1 } directive @d(a: Int) repeatable on FIELD | QUERY",
    ])
    func acceptsTheGrammar(text: String) {
        #expect(syntaxError(text) == nil)
    }

    @Test(arguments: [
        ("", "Syntax Error: Unexpected <EOF>.", 1, 1), ("{", "Syntax Error: Expected Name, found <EOF>.", 1, 2),
        ("{a}\n}", "Syntax Error: Unexpected '}'.", 2, 1), ("{a(b: )}", "Syntax Error: Unexpected ')'.", 1, 7),
        ("{a\r\n  ...on}", "Syntax Error: Expected Name, found '}'.", 2, 8),
        ("fragment on on T{a}", "Syntax Error: Unexpected Name 'on'.", 1, 10),
        ("query($a: T = $b){a}", "Syntax Error: Unexpected variable '$b' in constant value.", 1, 15),
        ("\"d\" {a}", "Syntax Error: Unexpected '{'.", 1, 5),
        (
            "\"d\" query {a}",
            "Syntax Error: Unexpected description, descriptions are supported only on type definitions.", 1, 1
        ),
        ("enum E { true }", "Syntax Error: Name 'true' is reserved and cannot be used for an enum value.", 1, 10),
        ("directive @d on NOWHERE", "Syntax Error: Unexpected Name 'NOWHERE'.", 1, 17),
        ("extend scalar S", "Syntax Error: Unexpected <EOF>.", 1, 16),
        ("{é}", "Syntax Error: Unexpected character: U+00E9.", 1, 2),
    ])
    func refusesWhatTheGrammarLacks(text: String, message: String, line: Int, column: Int) {
        let error = syntaxError(text)
        #expect(error?.message == message)
        #expect(error?.locations == [SourceLocation(line: line, column: column)])
        #expect(error?.code == .parseFailed)
    }

    @Test(arguments: [
        ("01", "Invalid number, unexpected digit after 0: '1'."),
        ("1.", "Invalid number, expected digit but got: ')'."),
        ("1x", "Invalid number, expected digit but got: 'x'."), ("-", "Invalid number, expected digit but got: ')'."),
        ("\"a", "Unterminated string."), ("\"\\q\"", "Invalid character escape sequence: '\\q'."),
        ("\"\\u12G4\"", "Invalid Unicode escape sequence: '\\u12G4'."),
        ("\"\\uD83D\"", "Invalid Unicode escape sequence: '\\uD83D'."),
        ("\"\\u{110000}\"", "Invalid Unicode escape sequence: '\\u{110000}'."),
        ("'a'", "Unexpected single quote character ('), did you mean to use a double quote (\")?"),
        ("\"\"\"a", "Unterminated string."), ("1.2.3", "Invalid number, expected digit but got: '.'."),
    ])
    func refusesInvalidTokens(value: String, message: String) {
        #expect(syntaxError("{a(b: \(value))}")?.message == "Syntax Error: " + message)
    }

    @Test func refusesInvalidUTF8() {
        let bytes = Array("{a(b: \"".utf8) + [0xC3, 0x28] + Array("\")}".utf8)
        #expect(throws: GraphQLError.self) { try Document.parse(bytes) }
    }

    @Test func countsTokensUpToTheLimit() {
        #expect(syntaxError("{a b}", limits: DocumentLimits(tokens: 4)) == nil)
        let error = syntaxError("{a b c}", limits: DocumentLimits(tokens: 4))
        #expect(error?.message == "Syntax Error: Document contains more than 4 tokens. Parsing aborted.")
    }

    @Test(arguments: [("{a", "}"), ("{...", "}"), ("{a(b: ", ")}")])
    func boundsTheNesting(open: String, close: String) {
        let value = open.hasSuffix(": ")
        func nested(_ levels: Int) -> String {
            let inner = String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
            if value { return open + inner + close }
            return String(repeating: open, count: levels) + "{a}" + String(repeating: close, count: levels)
        }
        #expect(syntaxError(nested(199)) == nil)
        #expect(syntaxError(nested(201))?.message.contains("nested more than 200 levels") == true)
        #expect(syntaxError(nested(3_000)) != nil)
    }

    @Test func boundsTheListsOfAType() {
        func nested(_ count: Int) -> String {
            "query($a: \(String(repeating: "[", count: count))T\(String(repeating: "]", count: count))){a}"
        }
        #expect(syntaxError(nested(15)) == nil)
        #expect(syntaxError(nested(16)) != nil)
    }
}
