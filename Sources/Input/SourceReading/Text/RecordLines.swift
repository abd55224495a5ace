internal import ETLModels
internal import Formats

/// The lines of the current record. A record of one line costs an addition; only the text of one with several is searched.
///
/// A carriage return without a line feed ends a line, too: what a program has written with such line ends may lie in one
/// record. Places in the file are counted by line feeds, as most programs count them.
///
/// Where records are no lines, the next one starts in the line where the last one ended, and every text is searched.
struct RecordLines {
    private let recordsAreLines: Bool
    private var judge: LineJudge?
    /// The maximum size of a line that may be a record, in bytes. The buffer holds such a line as a whole.
    private let longestLine: Int
    /// The record's first line, where the source's first is 1.
    private(set) var first: UInt64 = 1
    /// The lines of the record that were found so far, by their line feeds.
    private(set) var count: UInt64 = 0
    /// The line ends besides: carriage returns alone.
    private var returns: UInt64 = 0
    /// Whether a line after the first would be a record by itself, or an object behind the first would.
    private(set) var holdsRecords = false
    /// Whether a part of the record was examined, or the first record is still to come.
    private var isExamined = true
    /// Whether the line that is examined next is the record's first.
    private var isFirstLine = true
    /// Whether the beginning of the line that comes next has been dropped.
    private(set) var isWithinLine = false
    /// The line of the last quote that was looked for.
    private(set) var quoteLine: UInt64 = 0

    /// - Parameter judge: nil for a format of which no line is a record by accident.
    init(_ judge: LineJudge?, recordsAreLines: Bool, longestLine: Int) {
        self.judge = judge
        self.recordsAreLines = recordsAreLines
        self.longestLine = longestLine
    }

    /// Starts before the record in a line.
    mutating func begin(at line: UInt64) {
        (first, count) = (line, recordsAreLines ? 0 : 1)
    }

    /// Starts another record, after the lines of the last.
    @inline(__always)
    mutating func next() {
        first += recordsAreLines ? count : count - 1
        if isExamined { reset() }
    }

    private mutating func reset() {
        isExamined = false
        count = 1
        returns = 0
        holdsRecords = false
        isFirstLine = true
        isWithinLine = false
    }

    /// The line up to which the record was examined.
    var last: UInt64 { first + count - 1 }

    /// The lines of the file that were examined.
    var unread: LineSpan { LineSpan(first: first, count: UInt32(clamping: count)) }

    /// The lines of the record that was examined.
    var span: LineSpan { LineSpan(first: first, count: UInt32(clamping: count + returns)) }

    /// Examines the next part of the record.
    ///
    /// - Parameters:
    ///   - range: all of the record, or whole lines, or a part of a long line.
    ///   - isWhole: whether the last line of the part ends with it.
    ///   - quote: the offset of the last opening quote, if it is in this part.
    mutating func examine(_ text: [UInt8], _ range: Range<Int>, isWhole: Bool, quote: Int) {
        isExamined = true
        let text = text.span.bytes.extracting(0..<range.upperBound)
        guard recordsAreLines else {
            count += UInt64(text.extracting(range).count(of: UInt8(ascii: "\n")))
            return
        }
        var start = range.lowerBound
        while true {
            let end = text.firstOffset(of: UInt8(ascii: "\n"), from: start)
            if (start...end).contains(quote) { quoteLine = first + count - 1 }
            let hasEnd = end < text.byteCount
            let line = text.extracting(start..<end)
            judge(line, isWhole: hasEnd || isWhole)
            passReturns(of: line, hasLineFeed: hasEnd, isWhole: hasEnd || isWhole)
            guard hasEnd else { return }
            count += 1
            endLine()
            start = end + 1
        }
    }

    /// Examines the lines that carriage returns make of a line, which comes without its line feed.
    private mutating func passReturns(of line: RawSpan, hasLineFeed: Bool, isWhole: Bool) {
        var start = 0
        while true {
            let end = line.firstOffset(of: UInt8(ascii: "\r"), from: start)
            // In front of a line feed, it is a part of the line end.
            guard end < (hasLineFeed ? line.byteCount - 1 : line.byteCount) else { break }
            judge(line.extracting(start..<end), isWhole: true)
            returns += 1
            endLine()
            start = end + 1
        }
        if start > 0 { judge(line.extracting(start..<line.byteCount), isWhole: isWhole) }
    }

    private mutating func judge(_ line: RawSpan, isWhole: Bool) {
        guard !isWithinLine, !holdsRecords, isWhole, line.byteCount <= longestLine else { return }
        holdsRecords = judge?.holdsRecord(line, isFirst: isFirstLine) ?? false
    }

    private mutating func endLine() {
        isFirstLine = false
        isWithinLine = false
    }

    /// The end of the whole lines in a part of a record; the lower bound if no line ends in it.
    static func endOfLines(_ text: [UInt8], _ range: Range<Int>) -> Int {
        let text = text.span.bytes.extracting(0..<range.upperBound)
        var start = range.lowerBound
        while true {
            let end = text.firstOffset(of: UInt8(ascii: "\n"), from: start)
            guard end < text.byteCount else { break }
            start = end + 1
        }
        while true {
            let end = text.firstOffset(of: UInt8(ascii: "\r"), from: start)
            // What follows the last byte decides whether it is a line end by itself.
            guard end + 1 < text.byteCount else { return start }
            start = end + 1
        }
    }

    /// Notes that the beginning of a long line was dropped.
    mutating func dropBeginning() {
        isWithinLine = true
    }

    /// Takes back the line after a line end that is the end of the source.
    mutating func endSource() {
        count -= 1
    }
}
