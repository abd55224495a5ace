/// Prints literals as the reference engine prints them, for messages and for schemas.
enum LiteralPrinter {
    /// The text of a value for a message: at most 1,000 characters of it.
    static func excerpt(_ index: Int, in document: Document) -> String {
        let text = text(index, in: document)
        guard text.utf8.count > 1_000, text.unicodeScalars.count > 1_000 else { return text }
        return String(text.unicodeScalars.prefix(1_000)) + "..."
    }

    /// The text of a value of a document.
    static func text(_ index: Int, in document: Document) -> String {
        let value = document.values[index]
        switch value.kind {
        case .int, .float, .enumeration, .boolean, .null: return document.text(value.start, value.tokenEnd)
        case .variable: return "$" + document.names[value.name.number]
        case .string: return quoted(document.string(value))
        case .blockString: return block(document.string(value))
        case .list: return "[" + children(of: index, in: document).joined(separator: ", ") + "]"
        case .object: return "{" + children(of: index, in: document).joined(separator: ", ") + "}"
        case .objectField: return document.names[value.name.number] + ": " + text(index + 1, in: document)
        }
    }

    private static func children(of index: Int, in document: Document) -> [String] {
        document.children(of: index).map { text($0, in: document) }
    }

    /// A string in double quotes.
    static func quoted(_ string: String) -> String {
        var text = "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\u{08}": text += "\\b"
            case "\t": text += "\\t"
            case "\n": text += "\\n"
            case "\u{0C}": text += "\\f"
            case "\r": text += "\\r"
            case "\u{00}"..."\u{1F}", "\u{7F}"..."\u{9F}":
                let digits = String(scalar.value, radix: 16, uppercase: true)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }

    /// A string as a block string: on lines of its own if it is long or has several lines.
    static func block(_ string: String) -> String {
        let lines = string.split(separator: "\n", omittingEmptySubsequences: false)
        // By bytes: a mark that joins a quote would hide it from a comparison of characters.
        let quotes = Array("\"\"\"".utf8)
        let escaped = String(
            decoding: Array(string.utf8).replacing(quotes, with: [UInt8(ascii: "\\")] + quotes), as: UTF8.self)
        let isSingleLine = lines.count == 1
        let isIndented = !isSingleLine && lines.dropFirst().allSatisfy { $0.isEmpty || $0.startsWithBlank }
        let endsInQuotes = escaped.utf8.suffix(4).elementsEqual([UInt8(ascii: "\\")] + quotes)
        let end = string.utf8.last
        let needsLastLine = (end == UInt8(ascii: "\"") && !endsInQuotes) || end == UInt8(ascii: "\\")
        let isMultiple = !isSingleLine || string.unicodeScalars.count > 70 || needsLastLine || endsInQuotes
        let skipsFirstLine = isSingleLine && string.startsWithBlank
        let first = (isMultiple && !skipsFirstLine) || isIndented ? "\n" : ""
        let last = isMultiple || needsLastLine ? "\n" : ""
        return "\"\"\"" + first + escaped + last + "\"\"\""
    }

    /// Whether a block string has this value when it is read again.
    static func isBlock(_ string: String) -> Bool {
        let lines = string.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        if string.isEmpty { return true }
        guard string.unicodeScalars.allSatisfy({ $0.value > 0x0F || $0 == "\n" || $0 == "\t" }) else { return false }
        let isBlank: (Substring.UnicodeScalarView) -> Bool = { $0.allSatisfy { $0 == " " || $0 == "\t" } }
        guard let first = lines.first, let last = lines.last, !isBlank(first), !isBlank(last) else { return false }
        return lines.count == 1 || !lines.allSatisfy { isBlank($0) || $0.first == " " || $0.first == "\t" }
    }
}

extension StringProtocol {
    fileprivate var startsWithBlank: Bool { unicodeScalars.first == " " || unicodeScalars.first == "\t" }
}

extension Document {
    /// The indices of the values of a list, or of the fields of an object.
    func children(of index: Int) -> [Int] {
        var children: [Int] = []
        var child = index + 1
        let end = Int(values[index].end)
        while child < end {
            children.append(child)
            child = Int(values[child].end)
        }
        return children
    }
}
