public import ETLModels

/// Finds the fields of a record in cryo's CSV, in which amounts may be hexadecimal.
public struct CryoFieldSplitter: FieldSplitter {
    private var splitter: CSVFieldSplitter
    private let amounts: [Int]

    /// Makes room for the fields of a record.
    public init(columns: [String], delimiter: UInt8) {
        splitter = CSVFieldSplitter(fieldCount: columns.count, delimiter: delimiter)
        amounts = Cryo.amounts(in: columns)
    }

    /// Where the fields are of the record that was split last.
    public var fields: Span<FieldBounds> {
        @_lifetime(borrow self)
        get { splitter.fields }
    }

    /// The fields that were resolved: amounts in decimal digits among them.
    public var resolved: RawSpan {
        @_lifetime(borrow self)
        get { splitter.resolved }
    }

    /// Finds the fields of a record.
    public mutating func split(_ record: RawSpan) -> RecordDefect? {
        if let defect = splitter.split(record) { return defect }
        for index in amounts {
            let bounds = splitter.fields[index]
            guard !bounds.isResolved else { continue }
            let text = record.extracting(Int(bounds.start)..<Int(bounds.end))
            if let amount = Self.amount(text) { splitter.resolve(index, as: "\(amount)".utf8) }
        }
        return nil
    }

    /// The amount of a text of `0x`, `0X` or `\x` and 1 to 64 hex digits; nil of any other.
    static func amount(_ text: RawSpan) -> UInt256? {
        guard (3...66).contains(text.byteCount),
            Hex.isPrefixed(text) || text.byte(at: 0) == UInt8(ascii: "0") && text.byte(at: 1) == UInt8(ascii: "X")
        else { return nil }
        var words: [UInt64] = [0, 0, 0, 0]
        for offset in 2..<text.byteCount {
            guard let digit = Hex.digit(text.byte(at: offset)) else { return nil }
            let word = (text.byteCount - 1 - offset) / 16
            words[word] = words[word] << 4 | UInt64(digit)
        }
        return UInt256(limbs: (words[0], words[1], words[2], words[3]))
    }
}
