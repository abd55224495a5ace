public import ETLModels

/// Finds the fields of a CSV record.
///
/// A quoted field is returned without its enclosing quotes. If it has doubled quotes, they are resolved to one. A record with
/// text between the closing quote and the next delimiter is a reject. Its writer doubles no quotes, or escapes them
/// otherwise, so any value would be a guess.
public struct CSVFieldSplitter: FieldSplitter {
    private let delimiter: UInt8
    private var bounds: [FieldBounds]
    private var count = 0
    private var text: [UInt8] = []
    private var isStray = false

    /// Makes room for the fields of a record, and one more to notice that a record has too many.
    public init(fieldCount: Int, delimiter: UInt8) {
        self.delimiter = delimiter
        bounds = Array(repeating: FieldBounds(start: 0, end: 0, isResolved: false), count: fieldCount + 1)
    }

    /// Where the fields are of the record that was split last; of one with too many, one more than there should be.
    public var fields: Span<FieldBounds> {
        @_lifetime(borrow self)
        get { bounds.span.extracting(0..<count) }
    }

    /// The fields with quotes in them.
    public var resolved: RawSpan {
        @_lifetime(borrow self)
        get { text.span.bytes }
    }

    /// Finds the fields of a record.
    public mutating func split(_ record: RawSpan) -> RecordDefect? {
        count = 0
        isStray = false
        if !text.isEmpty { text.removeAll(keepingCapacity: true) }
        var start = 0
        while count < bounds.count {
            let isQuoted = start < record.byteCount && record.byte(at: start) == UInt8(ascii: "\"")
            let end = isQuoted ? splitQuoted(record, start) : splitPlain(record, start)
            count += 1
            guard end < record.byteCount else { break }
            start = end + 1
        }
        // Where a quote is astray, the number of fields is a guess, too.
        return isStray ? .strayQuote : count == bounds.count - 1 ? nil : .fieldCount
    }
}

extension CSVFieldSplitter {
    /// Takes the field at `start`, and returns where it ends: at a delimiter, or with the record.
    @inline(__always)
    private mutating func splitPlain(_ record: RawSpan, _ start: Int) -> Int {
        let end = record.firstOffset(of: delimiter, from: start)
        bounds[count] = FieldBounds(start: start, end: end, isResolved: false)
        return end
    }

    private mutating func splitQuoted(_ record: RawSpan, _ start: Int) -> Int {
        let mark = UInt8(ascii: "\"")
        var closing = record.firstOffset(of: mark, from: start + 1)
        var isDoubled = false
        while closing + 1 < record.byteCount, record.byte(at: closing + 1) == mark {
            isDoubled = true
            closing = record.firstOffset(of: mark, from: closing + 2)
        }
        let isClosed = closing < record.byteCount
        let end = isClosed ? record.firstOffset(of: delimiter, from: closing + 1) : record.byteCount
        isStray = isStray || end != closing + 1
        if isDoubled {
            let first = text.count
            resolve(record, start + 1..<closing)
            bounds[count] = FieldBounds(start: first, end: text.count, isResolved: true)
        } else {
            bounds[count] = FieldBounds(start: start + 1, end: closing, isResolved: false)
        }
        return end
    }

    /// Replaces the text of a field of the last split record.
    mutating func resolve(_ field: Int, as resolved: some Sequence<UInt8>) {
        let start = text.count
        text.append(contentsOf: resolved)
        bounds[field] = FieldBounds(start: start, end: text.count, isResolved: true)
    }

    /// Appends the text between the enclosing quotes of a field, in which every quote is doubled.
    private mutating func resolve(_ record: RawSpan, _ range: Range<Int>) {
        var position = range.lowerBound
        while position < range.upperBound {
            let byte = record.byte(at: position)
            text.append(byte)
            position += byte == UInt8(ascii: "\"") ? 2 : 1
        }
    }
}
