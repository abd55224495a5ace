/// Where the topics of a log are in its text: at most four, without memory of their own.
struct LogTopics {
    /// The most topics of a log.
    static let most = 4

    private var ranges = InlineArray<4, Range<Int>>(repeating: 0..<0)
    private(set) var endIndex = 0

    /// - Returns: false if it is one too many.
    mutating func append(_ range: Range<Int>) -> Bool {
        guard endIndex < Self.most else { return false }
        ranges[endIndex] = range
        endIndex += 1
        return true
    }
}

extension LogTopics: RandomAccessCollection {
    var startIndex: Int { 0 }

    subscript(index: Int) -> Range<Int> { ranges[index] }
}
