import DisplayText

/// Texts that have to fit columns of a terminal.
extension Format {
    /// The estimated number of terminal columns of a text.
    package static func width(_ text: String) -> Int { text.reduce(0) { $0 + width($1) } }

    /// East Asian characters and most emoji take two columns (Unicode, annex 11).
    private static func width(_ character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        let isPicture =
            scalar.properties.isEmojiPresentation || character.unicodeScalars.contains { $0.value == 0xFE0F }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
            return 2
        default: return isPicture ? 2 : 1
        }
    }

    /// The beginning of a text, at most `limit` columns wide.
    package static func head(_ text: String, _ limit: Int) -> String {
        width(text) <= limit ? text : fitting(text, max(0, limit - 1)) + "…"
    }

    /// Truncates a text in the middle. The beginning and the end of a file name identify the export and its part.
    package static func middle(_ text: String, _ limit: Int) -> String {
        guard width(text) > limit else { return text }
        let room = max(0, limit - 1)
        let end = String(fitting(String(text.reversed()), room - room / 2).reversed())
        return fitting(text, room - width(end)) + "…" + end
    }

    private static func fitting(_ text: String, _ limit: Int) -> String {
        var used = 0
        return String(
            text.prefix { character in
                used += width(character)
                return used <= limit
            })
    }

    /// Wraps a text between words; also breaks words that are wider than a line.
    package static func wrapped(_ text: String, _ limit: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            var rest = String(word)
            if !line.isEmpty {
                guard width(line) + 1 + width(rest) > limit else {
                    line += " " + rest
                    continue
                }
                lines.append(line)
            }
            while width(rest) > limit {
                let piece = fitting(rest, limit)
                lines.append(piece)
                rest.removeFirst(max(1, piece.count))
            }
            line = rest
        }
        return lines + [line]
    }

    package static func left(_ text: String, _ limit: Int) -> String {
        text + String(repeating: " ", count: max(0, limit - width(text)))
    }

    package static func right(_ text: String, _ limit: Int) -> String {
        String(repeating: " ", count: max(0, limit - width(text))) + text
    }

    /// A progress bar of `cells` cells.
    package static func bar(_ percent: Int, _ cells: Int) -> String {
        let filled = min(max(0, percent), 100) * cells / 100
        return String(repeating: "█", count: filled) + String(repeating: "░", count: cells - filled)
    }
}
