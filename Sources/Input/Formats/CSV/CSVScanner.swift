/// Finds where CSV records end: at a line feed outside of quotes.
///
/// A quote opens a quoted field only as the field's first character, and any single quote closes it, as in Python's csv
/// module; anywhere else it is content. So it suffices to find the next quote and the next line feed. If the line feed comes
/// first, the line is a record, and the scanner skips its characters.
package struct CSVScanner: RecordScanner {
    package private(set) var position = 0
    private let delimiter: UInt8
    private var recordStart = 0
    private var isQuoted = false
    private var isAtFieldStart = true
    private var spansLines = false
    package private(set) var lastQuote = -1
    // The first of its kind at or after `position`, or `searched` if there is none before that. Meaningless if it is before
    // `position`.
    private var lineFeed = -1
    private var quote = -1
    private var searched = 0
    private var returns = CarriageReturns()

    package init(delimiter: UInt8) {
        self.delimiter = delimiter
    }

    package mutating func begin(at offset: Int) {
        position = offset
        recordStart = offset
        isQuoted = false
        isAtFieldStart = true
        spansLines = false
    }

    package mutating func shift(by distance: Int) {
        position -= distance
        recordStart -= distance
        lastQuote -= distance
        lineFeed -= distance
        quote -= distance
        searched -= distance
        returns.shift(by: distance)
    }

    package mutating func scan(_ text: [UInt8], count: Int, isComplete: Bool) -> RecordEnd? {
        scan(text.span.bytes.extracting(0..<count), isComplete)
    }

    private mutating func scan(_ text: RawSpan, _ isComplete: Bool) -> RecordEnd? {
        if text.byteCount > searched { search(text) }
        while true {
            if isQuoted, !leaveQuotes(text, isComplete) {
                guard isComplete else { return nil }
                return endOfText(text)
            }
            if lineFeed < position { passLineFeed(text) }
            if quote < position { quote = text.firstOffset(of: UInt8(ascii: "\""), from: position) }
            if lineFeed < quote { return end(at: lineFeed, text) }
            if quote == text.byteCount {
                suspend(text)
                return isComplete ? endOfText(text) : nil
            }
            isQuoted = quote == position ? isAtFieldStart : text.byte(at: quote - 1) == delimiter
            if isQuoted { lastQuote = quote }
            isAtFieldStart = false
            position = quote + 1
        }
    }
}

extension CSVScanner {
    /// Looks through text that has been added for what was not in the text before.
    private mutating func search(_ text: RawSpan) {
        if lineFeed == searched { lineFeed = text.firstOffset(of: UInt8(ascii: "\n"), from: searched) }
        if quote == searched { quote = text.firstOffset(of: UInt8(ascii: "\""), from: searched) }
        searched = text.byteCount
    }

    @inline(__always)
    private mutating func end(at lineFeed: Int, _ text: RawSpan) -> RecordEnd {
        let isCRLF = lineFeed > recordStart && text.byte(at: lineFeed - 1) == UInt8(ascii: "\r")
        let end = isCRLF ? lineFeed - 1 : lineFeed
        let hasLines = returns.isAny(in: text, from: recordStart, before: end) || spansLines
        return RecordEnd(end: end, next: lineFeed + 1, spansLines: hasLines)
    }

    /// The end of a record that ends with the source.
    private mutating func endOfText(_ text: RawSpan) -> RecordEnd {
        if lineFeed < text.byteCount { passLineFeed(text) }
        let count = text.byteCount
        // The line feed of the last line end may be missing.
        let isCut = !isQuoted && count > recordStart && text.byte(at: count - 1) == UInt8(ascii: "\r")
        let end = isCut ? count - 1 : count
        let hasLines = returns.isAny(in: text, from: recordStart, before: end) || spansLines
        return RecordEnd(end: end, next: count, spansLines: hasLines, isUnclosed: isQuoted)
    }

    /// Finds the next line feed. If the last one that was found is within the record, the record has several lines.
    @inline(__always)
    private mutating func passLineFeed(_ text: RawSpan) {
        if lineFeed >= recordStart { spansLines = true }
        lineFeed = text.firstOffset(of: UInt8(ascii: "\n"), from: position)
    }

    /// Goes to the end of the text, outside of quotes.
    private mutating func suspend(_ text: RawSpan) {
        if position < text.byteCount { isAtFieldStart = text.byte(at: text.byteCount - 1) == delimiter }
        position = text.byteCount
    }

    /// Moves past the closing quote, and those of the quoted fields that follow immediately.
    ///
    /// - Returns: false when the text has to grow first, or when it is complete and the record ends with it.
    private mutating func leaveQuotes(_ text: RawSpan, _ isComplete: Bool) -> Bool {
        let mark = UInt8(ascii: "\"")
        let count = text.byteCount
        while true {
            if quote < position { quote = text.firstOffset(of: mark, from: position) }
            position = quote
            guard quote < count else { return false }
            guard quote + 1 < count else {
                // The next character decides whether this quote is the first half of a doubled one.
                if isComplete { isQuoted = false }
                return false
            }
            let next = text.byte(at: quote + 1)
            if next == mark {
                position = quote + 2
            } else if next == delimiter, quote + 2 < count, text.byte(at: quote + 2) == mark {
                lastQuote = quote + 2
                position = quote + 3
            } else {
                position = quote + 1
                isQuoted = false
                isAtFieldStart = false
                return true
            }
        }
    }
}
