internal import ETLModels
internal import SourceDescriptions

/// Values separated by commas, semicolons or tabs, with a header or without one.
enum CSV {
    /// The possible delimiters, most likely first.
    static let delimiters: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]

    /// Looks at the first line of a source.
    ///
    /// - Parameter naming: what is known of the fields' names.
    static func match(_ sample: TextSample, _ naming: ColumnNaming) throws(HeaderDefect) -> FormatMatch {
        let renames = naming.renames
        let lines = try delimiters.map { delimiter throws(HeaderDefect) in
            try firstLine(of: sample, delimiter: delimiter, hasNames: naming.columns == nil)
        }
        if let columns = naming.columns { return try headerless(lines, columns, renames) }
        // The delimiter by which the header names a kind; else the one by which it has the most names.
        let whole = lines.filter { !$0.isCut }
        let named = whole.first { line in
            match(line.text, names: line.fields, delimiter: line.delimiter, renames: renames).hasKind
        }
        guard let line = named ?? whole.max(by: { $0.fields.count < $1.fields.count }), !line.text.isEmpty else {
            return match([], names: [], delimiter: delimiters[0], renames: renames)
        }
        return match(
            line.text, names: try line.validNames(), delimiter: line.delimiter, renames: renames)
    }

    /// What the names of a source's fields say: the one place where a header is recognised, cryo's too.
    ///
    /// - Parameter header: the line with the names; empty where there is none.
    static func match(
        _ header: [UInt8], names: [String], delimiter: UInt8, renames: [ColumnRename]
    ) -> FormatMatch {
        let csv = FormatMatch(
            format: .csv, delimiter: delimiter, header: header, names: names,
            kinds: ColumnMap.kind(of: names, renames: renames).map { [$0] } ?? [], columns: { _ in names })
        return Cryo.match(csv, renames) ?? csv
    }

    /// A source with given column names. If its first line has these names, however written, it is still a header.
    private static func headerless(
        _ lines: [Line], _ columns: [String], _ renames: [ColumnRename]
    ) throws(HeaderDefect) -> FormatMatch {
        let isEmpty = lines.allSatisfy(\.text.isEmpty)
        // A field between tabs may contain commas; the reverse is rare.
        let fitting = lines.last { $0.fields.count == columns.count }
        // If the sample cuts the line off, its visible part has to suffice.
        let cut = lines.filter(\.isCut).max { $0.fields.count < $1.fields.count }
        guard let line = isEmpty ? lines.first : fitting ?? cut else {
            let counts = lines.map { "\($0.fields.count) by “\($0.delimiterName)”" }.joined(separator: ", ")
            throw HeaderDefect(message: "\(columns.count) columns were named, but the first line has \(counts)")
        }
        let isHeader =
            !line.isCut && line.fields.map(HeaderName.normalized) == columns.map(HeaderName.normalized)
        return match(
            isHeader ? line.text : [], names: isHeader ? try line.validNames() : columns, delimiter: line.delimiter,
            renames: renames)
    }

    /// The first nonblank line of a source, without its line end; empty if there is none.
    ///
    /// - Parameter hasNames: whether it must be a header, so that no record may be in it.
    private static func firstLine(
        of sample: TextSample, delimiter: UInt8, hasNames: Bool
    ) throws(HeaderDefect) -> Line {
        var scanner = CSVScanner(delimiter: delimiter)
        var start = sample.byteOrderMarkCount
        while start < sample.bytes.count {
            scanner.begin(at: start)
            guard let end = scanner.scan(sample.bytes, count: sample.bytes.count, isComplete: sample.isWhole) else {
                return Line(delimiter: delimiter, text: Array(sample.bytes[start...]), isCut: true)
            }
            if end.isUnclosed { throw HeaderDefect(message: "a quoted name is not closed") }
            if hasNames, !end.isPlain {
                try CSVHeader.requireNoRecord(in: sample.bytes[start..<end.end], delimiter: delimiter)
            }
            if end.end > start { return Line(delimiter: delimiter, text: Array(sample.bytes[start..<end.end])) }
            start = end.next
        }
        return Line(delimiter: delimiter, text: [])
    }
}

/// A line and its delimiter.
private struct Line {
    let delimiter: UInt8
    let text: [UInt8]
    let fields: [String]
    /// Whether the line continues after the sample.
    let isCut: Bool

    init(delimiter: UInt8, text: [UInt8], isCut: Bool = false) {
        self.delimiter = delimiter
        self.text = text
        self.isCut = isCut
        fields = text.isEmpty ? [] : CSVHeader.fields(of: text, delimiter: delimiter)
    }

    var delimiterName: String { delimiter == 0x09 ? "tab" : String(UnicodeScalar(delimiter)) }

    func validNames() throws(HeaderDefect) -> [String] { try CSVHeader.columns(of: text, delimiter: delimiter) }
}
