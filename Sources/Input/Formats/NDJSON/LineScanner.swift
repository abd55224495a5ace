/// Finds the ends of records of one line each. In JSON, a value cannot contain a line feed.
package struct LineScanner: RecordScanner {
    package private(set) var position = 0
    private let keepsSpace: Bool
    private var recordStart = 0
    private var returns = CarriageReturns()

    /// - Parameter keepsSpace: whether space at the end of a line belongs to its record.
    package init(keepsSpace: Bool = false) {
        self.keepsSpace = keepsSpace
    }

    package mutating func begin(at offset: Int) {
        position = offset
        recordStart = offset
    }

    package mutating func shift(by distance: Int) {
        position -= distance
        recordStart -= distance
        returns.shift(by: distance)
    }

    package mutating func scan(_ text: [UInt8], count: Int, isComplete: Bool) -> RecordEnd? {
        let text = text.span.bytes.extracting(0..<count)
        position = text.firstOffset(of: UInt8(ascii: "\n"), from: position)
        guard position < count else {
            return isComplete ? end(text, next: count) : nil
        }
        return end(text, next: position + 1)
    }

    private mutating func end(_ text: RawSpan, next: Int) -> RecordEnd {
        let end = trimmedEnd(text)
        let hasReturns = returns.isAny(in: text, from: recordStart, before: end)
        // An object may be within the record, or behind it where a line end is missing.
        let hasObjects = text.firstOffset(of: UInt8(ascii: "{"), from: max(recordStart, 0) + 1) < end
        return RecordEnd(end: end, next: next, spansLines: hasReturns || hasObjects)
    }

    /// The end of the line without trailing space and carriage return; a blank line consists of these only.
    private func trimmedEnd(_ text: RawSpan) -> Int {
        var end = position
        while end > max(recordStart, 0), isTrimmed(text.byte(at: end - 1)) { end -= 1 }
        return end
    }

    private func isTrimmed(_ byte: UInt8) -> Bool {
        byte == 0x0D || !keepsSpace && (byte == 0x20 || byte == 0x09)
    }
}
