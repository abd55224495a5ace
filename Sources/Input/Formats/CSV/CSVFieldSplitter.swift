public import ETLModels

/// Finds the fields of a CSV record.
///
/// A quoted field without inner quotes is returned without its enclosing quotes. Any other field that starts with a quote is
/// resolved: the enclosing pair is removed, and doubled quotes become one. Text after the closing quote belongs to the field,
/// as in Python's csv module.
public struct CSVFieldSplitter: FieldSplitter {
    private let delimiter: UInt8
    private var bounds: [FieldBounds]
    private var count = 0
    private var text: [UInt8] = []

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
        if !text.isEmpty { text.removeAll(keepingCapacity: true) }
        var start = 0
        while count < bounds.count {
            let isQuoted = start < record.byteCount && record.byte(at: start) == UInt8(ascii: "\"")
            let end = isQuoted ? splitQuoted(record, start) : splitPlain(record, start)
            count += 1
            guard end < record.byteCount else { break }
            start = end + 1
        }
        return count == bounds.count - 1 ? nil : .fieldCount
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
        if isClosed && !isDoubled && end == closing + 1 {
            bounds[count] = FieldBounds(start: start + 1, end: closing, isResolved: false)
        } else {
            let first = text.count
            resolve(record, start + 1..<end)
            bounds[count] = FieldBounds(start: first, end: text.count, isResolved: true)
        }
        return end
    }

    /// Replaces the text of a field of the last split record.
    mutating func resolve(_ field: Int, as resolved: some Sequence<UInt8>) {
        let start = text.count
        text.append(contentsOf: resolved)
        bounds[field] = FieldBounds(start: start, end: text.count, isResolved: true)
    }

    /// Appends the resolved text of a field whose range begins after its first quote.
    private mutating func resolve(_ record: RawSpan, _ range: Range<Int>) {
        var position = range.lowerBound
        var isQuoted = true
        while position < range.upperBound {
            let byte = record.byte(at: position)
            position += 1
            guard isQuoted, byte == UInt8(ascii: "\"") else {
                text.append(byte)
                continue
            }
            isQuoted = position < range.upperBound && record.byte(at: position) == byte
            if isQuoted {
                text.append(byte)
                position += 1
            }
        }
    }
}
