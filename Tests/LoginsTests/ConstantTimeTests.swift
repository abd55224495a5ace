import Logins
import TestData
import Testing

@Suite struct ConstantTimeTests {
    @Test func theSameBytesAreEqual() {
        #expect(ConstantTime.areEqual([UInt8](), []))
        #expect(ConstantTime.areEqual("secret".utf8, "secret".utf8))
    }

    @Test func aPartIsNotTheWhole() {
        #expect(!ConstantTime.areEqual("secret".utf8, "secre".utf8))
        #expect(!ConstantTime.areEqual("".utf8, "s".utf8))
    }

    /// `|` and `^` bind alike: joined without care, one difference undoes another.
    @Test func anyDifferenceIsSeen() {
        var random = SeededGenerator(1)
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 1...4, using: &random)).map { _ in UInt8.random(in: 0...3, using: &random) }
            let others = bytes.map { _ in UInt8.random(in: 0...3, using: &random) }
            #expect(ConstantTime.areEqual(bytes, others) == (bytes == others))
        }
    }
}
