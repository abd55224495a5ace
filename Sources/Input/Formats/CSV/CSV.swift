internal import ETLModels
internal import SourceDescriptions

/// Values separated by commas, semicolons or tabs, with a header or without one.
enum CSV {
    /// The possible delimiters, most likely first.
    private static let delimiters: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]

    /// Looks at the first line of a source.
    ///
    /// - Parameter naming: what is known of the fields' names.
    static func match(_ sample: TextSample, _ naming: ColumnNaming) throws(HeaderDefect) -> FormatMatch {
        let renames = naming.renames
        let lines = try delimiters.map { delimiter throws(HeaderDefect) in
            try firstLine(of: sample, delimiter: delimiter)
        }
        if let columns = naming.columns { return try headerless(lines, columns, renames) }
        // The delimiter by which the header names a kind; else the one by which it has the most names.
        let whole = lines.filter { !$0.isCut }
        let line =
            whole.first { ColumnMap.kind(of: $0.fields, renames: renames) != nil }
            ?? whole.max { $0.fields.count < $1.fields.count }
        guard let line, !line.text.isEmpty else {
            return match(Line(delimiter: delimiters[0], text: []), header: [], names: [], renames)
        }
        try line.validate()
        return match(line, header: line.text, names: line.fields, renames)
    }

    private static func match(
        _ line: Line, header: [UInt8], names: [String], _ renames: [ColumnRename]
    ) -> FormatMatch {
        FormatMatch(
            format: .csv, delimiter: line.delimiter, header: header, names: names,
            kinds: ColumnMap.kind(of: names, renames: renames).map { [$0] } ?? [], columns: { _ in names })
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
        return match(line, header: isHeader ? line.text : [], names: isHeader ? line.fields : columns, renames)
    }

    /// The first nonblank line of a source, without its line end; empty if there is none.
    private static func firstLine(of sample: TextSample, delimiter: UInt8) throws(HeaderDefect) -> Line {
        var scanner = CSVScanner(delimiter: delimiter)
        var start = sample.byteOrderMarkCount
        while start < sample.bytes.count {
            scanner.begin(at: start)
            guard let end = scanner.scan(sample.bytes, count: sample.bytes.count, isComplete: sample.isWhole) else {
                return Line(delimiter: delimiter, text: Array(sample.bytes[start...]), isCut: true)
            }
            if end.isUnclosed { throw HeaderDefect(message: "a quoted name is not closed") }
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

    func validate() throws(HeaderDefect) { _ = try CSVHeader.columns(of: text, delimiter: delimiter) }
}

/// Reads the header of a CSV file.
enum CSVHeader {
    /// The names, quotes resolved and nothing else changed.
    static func columns(of line: [UInt8], delimiter: UInt8) throws(HeaderDefect) -> [String] {
        guard let text = String(validating: line, as: UTF8.self) else { throw HeaderDefect(message: "it is not UTF-8") }
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\t" && $0 != "\n" && $0 != "\r" }) else {
            throw HeaderDefect(message: "it contains control characters")
        }
        return fields(of: line, delimiter: delimiter)
    }

    private static func text(_ bytes: RawSpan) -> String {
        bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// The fields of any record, as text.
    static func fields(of line: [UInt8], delimiter: UInt8) -> [String] {
        var splitter = CSVFieldSplitter(fieldCount: line.count { $0 == delimiter } + 1, delimiter: delimiter)
        _ = splitter.split(line.span.bytes)
        return splitter.fields.indices.map { index in
            let bounds = splitter.fields[index]
            let range = Int(bounds.start)..<Int(bounds.end)
            return bounds.isResolved
                ? text(splitter.resolved.extracting(range)) : text(line.span.bytes.extracting(range))
        }
    }
}
