/// Finds where records end that are a line each: in JSON, a line feed cannot stand within a value.
struct LineScanner: RecordScanner {
    private(set) var position = 0
    private var recordStart = 0

    mutating func begin(at offset: Int) {
        position = offset
        recordStart = offset
    }

    mutating func shift(by distance: Int) {
        position -= distance
        recordStart -= distance
    }

    mutating func scan(_ text: [UInt8], count: Int, isComplete: Bool) -> RecordEnd? {
        let text = text.span.bytes.extracting(0..<count)
        position = text.firstOffset(of: UInt8(ascii: "\n"), from: position)
        guard position < count else {
            return isComplete ? RecordEnd(end: trimmedEnd(text), next: count, isUnclosed: false) : nil
        }
        return RecordEnd(end: trimmedEnd(text), next: position + 1, isUnclosed: false)
    }

    /// Where the line ends without space, of which a blank line has nothing else.
    private func trimmedEnd(_ text: RawSpan) -> Int {
        var end = position
        while end > max(recordStart, 0), [0x20, 0x09, 0x0D].contains(text.byte(at: end - 1)) { end -= 1 }
        return end
    }
}
