import SourceDescriptions
import Testing

struct PercentEncodingTests {
    @Test(arguments: [
        ("a%2Fb", "a/b"), ("%41%6a", "Aj"), ("%2541", "%41"), ("%", "%"), ("%4", "%4"), ("%4g", "%4g"), ("%+1", "%+1"),
        ("%%41", "%A"), ("", ""),
    ])
    func hasOneLevelLess(text: String, decoded: String) {
        #expect(PercentEncoding.decoded(text.utf8) == Array(decoded.utf8))
    }
}
