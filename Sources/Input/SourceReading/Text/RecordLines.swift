internal import ETLModels
internal import Formats

/// The lines of the current record. A record of one line costs an addition; only the text of one with several is searched.
///
/// Where records are no lines, the next one starts in the line where the last one ended, and every text is searched.
struct RecordLines {
    private let recordsAreLines: Bool
    private var judge: LineJudge?
    /// The record's first line, where the source's first is 1.
    private(set) var first: UInt64 = 1
    /// The lines of the record that were found so far.
    private(set) var count: UInt64 = 0
    /// Whether a line after the first would be a record by itself.
    private(set) var holdsRecords = false
    /// Whether the beginning of the line that comes next has been dropped.
    private var isWithinLine = false
    /// The line of the last quote that was looked for.
    private(set) var quoteLine: UInt64 = 0

    /// - Parameter judge: nil for a format of which no line is a record by accident.
    init(_ judge: LineJudge?, recordsAreLines: Bool) {
        self.judge = judge
        self.recordsAreLines = recordsAreLines
    }

    /// Starts before the record in a line.
    mutating func begin(at line: UInt64) {
        (first, count) = (line, recordsAreLines ? 0 : 1)
    }

    /// Starts another record, after the lines of the last.
    @inline(__always)
    mutating func next() {
        first += recordsAreLines ? count : count - 1
        count = 1
        holdsRecords = false
        isWithinLine = false
    }

    /// The line up to which the record was examined.
    var last: UInt64 { first + count - 1 }

    /// The lines of the record that was examined.
    var span: LineSpan { LineSpan(first: first, count: UInt32(clamping: count)) }

    /// Examines the next part of the record: all of it, or up to a line end, or a part of a long line.
    ///
    /// - Parameter quote: the offset of the last opening quote, if it is in this part.
    mutating func examine(_ text: [UInt8], _ range: Range<Int>, quote: Int) {
        let text = text.span.bytes.extracting(0..<range.upperBound)
        guard recordsAreLines else {
            count += UInt64(text.extracting(range).count(of: UInt8(ascii: "\n")))
            return
        }
        var start = range.lowerBound
        while true {
            let end = text.firstOffset(of: UInt8(ascii: "\n"), from: start)
            if (start...end).contains(quote) { quoteLine = first + count - 1 }
            if count > 1, !isWithinLine, !holdsRecords {
                holdsRecords = judge?.isRecord(text.extracting(start..<end)) ?? false
            }
            guard end < text.byteCount else { return }
            count += 1
            isWithinLine = false
            start = end + 1
        }
    }

    /// The start of the last line that starts after the lower bound; the lower bound if there is none.
    static func lastLineStart(_ text: [UInt8], _ range: Range<Int>) -> Int {
        let text = text.span.bytes.extracting(0..<range.upperBound)
        var start = range.lowerBound
        while true {
            let end = text.firstOffset(of: UInt8(ascii: "\n"), from: start)
            guard end < text.byteCount else { return start }
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
