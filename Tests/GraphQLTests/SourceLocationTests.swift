import GraphQL
import Testing

struct SourceLocationTests {
    @Test(arguments: [
        ("abc", 2, 1, 3), ("a\nb", 2, 2, 1), ("a\r\nb", 3, 2, 1), ("a\rb", 2, 2, 1), ("\n\n", 2, 3, 1),
        ("é😀x", 6, 1, 3),
        ("a", 9, 1, 2),
    ])
    func countsLinesAndCharacters(text: String, offset: Int, line: Int, column: Int) {
        #expect(SourceLocation(of: offset, in: Array(text.utf8)) == SourceLocation(line: line, column: column))
    }
}
