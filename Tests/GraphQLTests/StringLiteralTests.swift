import Testing

@testable import GraphQL

struct StringLiteralTests {
    private func value(_ literal: String) throws -> String {
        let document = try Parser.constant(Array(literal.utf8), .standard)
        return document.string(document.values[0])
    }

    @Test(arguments: [
        ("\"\"", ""), (#""a\n\t\"\\\/""#, "a\n\t\"\\/"), (#""\u00e9\u{1F600}\uD83D\uDE00""#, "é😀😀"), ("\"é😀\"", "é😀"),
    ])
    func readsEscapes(literal: String, expected: String) throws {
        #expect(try value(literal) == expected)
    }

    @Test(arguments: [
        ("a", "a"), ("\n    a\n      b\n\n    c\n  ", "a\n  b\n\nc"), ("  a\n   b\n  c", "  a\n b\nc"),
        ("\n \n\t\n", ""),
        ("a\r\n  b\r  c", "a\nb\nc"), ("\\\"\"\"", "\"\"\""),
    ])
    func removesTheIndentationOfBlocks(raw: String, expected: String) throws {
        #expect(try value("\"\"\"" + raw + "\"\"\"") == expected)
    }

    @Test(arguments: [
        "a", "a\nb", "  indented", "ends in \"", "back\\", "x \"\"\" y", "x \"\"\"\u{301} y", "x\u{600}\"",
        "x\u{600}\\",
        " \u{301}\(String(repeating: "a", count: 80))", "", "a\n\n  b",
    ])
    func printsBlocksThatReadBack(text: String) throws {
        #expect(LiteralPrinter.isBlock(text))
        #expect(try value(LiteralPrinter.block(text)) == text)
    }

    @Test(arguments: ["\na", "a\n", "  a\n  b", "a\u{0}"])
    func knowsWhatNoBlockCanHold(text: String) throws {
        #expect(!LiteralPrinter.isBlock(text))
        #expect(try value(LiteralPrinter.quoted(text)) == text)
    }
}
