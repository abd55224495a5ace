internal import ETLModels

/// Reads the header of a CSV file.
enum CSVHeader {
    /// The names, quotes resolved and nothing else changed.
    static func columns(of line: [UInt8], delimiter: UInt8) throws(HeaderDefect) -> [String] {
        guard let text = String(validating: line, as: UTF8.self) else { throw HeaderDefect(message: "it is not UTF-8") }
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\t" && $0 != "\n" && $0 != "\r" }) else {
            throw HeaderDefect(message: "it holds control characters")
        }
        var splitter = CSVFieldSplitter(fieldCount: line.count { $0 == delimiter }, delimiter: delimiter)
        let count = splitter.split(line.span.bytes)
        return (0..<count).map { index in
            let bounds = splitter.fields[index]
            let field = line[Int(bounds.start)..<Int(bounds.end)]
            return bounds.isEscaped ? unescape(field) : String(decoding: field, as: UTF8.self)
        }
    }

    private static func unescape(_ field: ArraySlice<UInt8>) -> String {
        let mark = UInt8(ascii: "\"")
        var bytes: [UInt8] = []
        var isQuoted = true
        var isSecond = false
        for byte in field.dropFirst() {
            guard isQuoted, byte == mark || isSecond else {
                bytes.append(byte)
                continue
            }
            if byte != mark { isQuoted = false }
            if byte != mark || isSecond { bytes.append(byte) }
            isSecond = byte == mark && !isSecond
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
