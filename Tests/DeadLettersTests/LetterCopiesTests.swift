import Testing

@testable import DeadLetters

struct LetterCopiesTests {
    @Test func eachCopyIsTakenOnce() {
        var copies = LetterCopies(["a", "b", "a"])
        #expect(copies.count == 3 && !copies.contains("c"))
        let taken = ["a", "c", "a", "a"].filter { copies.take($0) }
        #expect(taken == ["a", "a"] && copies.count == 1 && copies.contains("a"))
        let last = [copies.take("b"), copies.take("b")]
        #expect(last == [true, false] && copies.count == 0)
    }
}
