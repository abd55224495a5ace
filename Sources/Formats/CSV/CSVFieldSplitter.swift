public import ETLModels

/// Tells where the fields of a CSV record are.
///
/// A quoted field without quotes in it comes without those around it. Any other field that starts with a quote comes
/// whole and is marked as escaped.
public struct CSVFieldSplitter: FieldSplitter {
    private let delimiter: UInt8
    private var bounds: [FieldBounds]
    private var count = 0

    /// Makes room for the fields of a record, and one more to notice that a record has too many.
    public init(fieldCount: Int, delimiter: UInt8) {
        self.delimiter = delimiter
        bounds = Array(repeating: FieldBounds(start: 0, end: 0, isEscaped: false), count: fieldCount + 1)
    }

    /// Where the fields are of the record that was split last.
    public var fields: Span<FieldBounds> {
        @_lifetime(borrow self)
        get { bounds.span.extracting(0..<count) }
    }

    /// Finds the fields of a record.
    public mutating func split(_ record: RawSpan) -> Int {
        count = 0
        var start = 0
        while count < bounds.count {
            let isQuoted = start < record.byteCount && record.byte(at: start) == UInt8(ascii: "\"")
            let end = isQuoted ? splitQuoted(record, start) : splitPlain(record, start)
            count += 1
            guard end < record.byteCount else { break }
            start = end + 1
        }
        return count
    }
}

extension CSVFieldSplitter {
    /// Takes the field at `start`, and returns where it ends: at a delimiter, or with the record.
    @inline(__always)
    private mutating func splitPlain(_ record: RawSpan, _ start: Int) -> Int {
        let end = record.firstOffset(of: delimiter, from: start)
        bounds[count] = FieldBounds(start: start, end: end, isEscaped: false)
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
        let isSimple = isClosed && !isDoubled && end == closing + 1
        bounds[count] =
            isSimple
            ? FieldBounds(start: start + 1, end: closing, isEscaped: false)
            : FieldBounds(start: start, end: end, isEscaped: true)
        return end
    }
}
