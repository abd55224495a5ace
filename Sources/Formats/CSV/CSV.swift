internal import ETLModels

/// Values separated by commas, semicolons or tabs, with a header or without one.
enum CSV {
    /// What may stand between fields, the most likely first.
    private static let delimiters: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]

    /// Looks at the first line of a source.
    ///
    /// - Parameter columns: the names of the fields of a source without a header.
    static func match(_ sample: TextSample, columns: [String]?) throws(HeaderDefect) -> FormatMatch {
        let lines = try delimiters.map { delimiter throws(HeaderDefect) in
            Line(delimiter: delimiter, text: try firstLine(of: sample, delimiter: delimiter))
        }
        if let columns { return try headerless(lines, columns) }
        // The delimiter by which the header names a kind; else the one by which it has the most names.
        let line =
            lines.first { ColumnMap.kind(of: $0.fields) != nil } ?? lines.max { $0.fields.count < $1.fields.count }
        guard let line, !line.text.isEmpty else { return match(Line(delimiter: delimiters[0], text: [])) }
        try line.validate()
        return match(line)
    }

    private static func match(_ line: Line) -> FormatMatch {
        let names = line.fields
        return FormatMatch(
            format: .csv, delimiter: line.delimiter, header: line.text, names: names,
            kinds: ColumnMap.kind(of: names).map { [$0] } ?? [], columns: { _ in names })
    }

    /// A source whose names somebody has told. If its first line has the very same, it is a header all the same.
    private static func headerless(_ lines: [Line], _ columns: [String]) throws(HeaderDefect) -> FormatMatch {
        let isEmpty = lines.allSatisfy(\.text.isEmpty)
        guard let line = isEmpty ? lines.first : lines.first(where: { $0.fields.count == columns.count }) else {
            let counts = lines.map { "\($0.fields.count) by “\($0.delimiterName)”" }.joined(separator: ", ")
            throw HeaderDefect(message: "\(columns.count) columns were named, and the first line has \(counts)")
        }
        return FormatMatch(
            format: .csv, delimiter: line.delimiter, header: line.fields == columns ? line.text : [], names: columns,
            kinds: ColumnMap.kind(of: columns).map { [$0] } ?? [], columns: { _ in columns })
    }

    /// The first line of a source that is not blank, without its line end; empty when there is none.
    private static func firstLine(of sample: TextSample, delimiter: UInt8) throws(HeaderDefect) -> [UInt8] {
        var scanner = CSVScanner(delimiter: delimiter)
        var start = sample.byteOrderMarkCount
        while start < sample.bytes.count {
            scanner.begin(at: start)
            guard let end = scanner.scan(sample.bytes, count: sample.bytes.count, isComplete: sample.isWhole) else {
                return []
            }
            if end.isUnclosed { throw HeaderDefect(message: "a quoted name is not closed") }
            if end.end > start { return Array(sample.bytes[start..<end.end]) }
            start = end.next
        }
        return []
    }
}

/// A line, and what is between its fields.
private struct Line {
    let delimiter: UInt8
    let text: [UInt8]
    let fields: [String]

    init(delimiter: UInt8, text: [UInt8]) {
        self.delimiter = delimiter
        self.text = text
        fields = text.isEmpty ? [] : CSVHeader.fields(of: text, delimiter: delimiter)
    }

    var delimiterName: String { delimiter == 0x09 ? "tab" : String(UnicodeScalar(delimiter)) }

    func validate() throws(HeaderDefect) { _ = try CSVHeader.columns(of: text, delimiter: delimiter) }
}
