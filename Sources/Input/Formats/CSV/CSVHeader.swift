internal import ETLModels

/// Reads the header of a CSV file.
enum CSVHeader {
    /// The names, quotes resolved and nothing else changed.
    ///
    /// - Throws: also where text follows the closing quote of a name, for no name is guessed.
    static func columns(of line: [UInt8], delimiter: UInt8) throws(HeaderDefect) -> [String] {
        guard let text = String(validating: line, as: UTF8.self) else { throw HeaderDefect(message: "it is not UTF-8") }
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\t" && $0 != "\n" && $0 != "\r" }) else {
            throw HeaderDefect(message: "it contains control characters")
        }
        let (fields, defect) = split(line, delimiter)
        if defect == .strayQuote, let name = strayName(in: line, delimiter) {
            throw HeaderDefect(
                message: "text follows the closing quote of a name: \(name.prefix(40)); a quote in a name is doubled")
        }
        return fields
    }

    /// The fields of any record, as text.
    static func fields(of line: [UInt8], delimiter: UInt8) -> [String] { split(line, delimiter).fields }

    /// Refuses a header whose later lines are records: an open quote makes them a part of a name.
    static func requireNoRecord(in header: ArraySlice<UInt8>, delimiter: UInt8) throws(HeaderDefect) {
        let lines = header.split(omittingEmptySubsequences: false) {
            $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r")
        }
        for line in lines.dropFirst() where hasValue(line, delimiter) {
            let text = String(decoding: line.prefix(40), as: UTF8.self)
            throw HeaderDefect(message: "a quote in the header makes a name of the record \(text)…: close or double it")
        }
    }

    /// Whether a field of a line begins as an address or a hash does.
    static func hasValue(_ line: ArraySlice<UInt8>, _ delimiter: UInt8) -> Bool {
        line.split(separator: delimiter).contains { field in
            let text = field.drop { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: " ") }
            return text.starts(with: "0x".utf8) || text.starts(with: #"\x"#.utf8)
        }
    }

    private static func split(_ line: [UInt8], _ delimiter: UInt8) -> (fields: [String], defect: RecordDefect?) {
        var splitter = CSVFieldSplitter(fieldCount: line.count { $0 == delimiter } + 1, delimiter: delimiter)
        let defect = splitter.split(line.span.bytes)
        let fields = splitter.fields.indices.map { index in
            let bounds = splitter.fields[index]
            let range = Int(bounds.start)..<Int(bounds.end)
            return bounds.isResolved
                ? text(splitter.resolved.extracting(range)) : text(line.span.bytes.extracting(range))
        }
        return (fields, defect)
    }

    private static func text(_ bytes: RawSpan) -> String {
        bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// The first quoted name with more than blanks behind its closing quote, with what is behind it; nil if there is none.
    private static func strayName(in line: [UInt8], _ delimiter: UInt8) -> String? {
        let mark = UInt8(ascii: "\"")
        var start = line.startIndex
        while start < line.endIndex {
            var end = start
            if line[start] == mark {
                var closing = line[(start + 1)...].firstIndex(of: mark) ?? line.endIndex
                while closing + 1 < line.endIndex, line[closing + 1] == mark {
                    closing = line[(closing + 2)...].firstIndex(of: mark) ?? line.endIndex
                }
                end = min(closing + 1, line.endIndex)
            }
            let next = line[end...].firstIndex(of: delimiter) ?? line.endIndex
            let isStray =
                end > start && line[end..<next].contains { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
            if isStray { return String(decoding: line[start..<next], as: UTF8.self) }
            start = next + 1
        }
        return nil
    }
}
