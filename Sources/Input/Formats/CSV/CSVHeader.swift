internal import ETLModels

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
