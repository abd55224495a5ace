/// The one place that decides what of a text reaches a terminal. Texts of files, messages, links and servers may hold anything.
extension String {
    /// The text with a sign in place of each character that shows as nothing, that a terminal would interpret, or that would
    /// make two lines of a log line. `<NUL>` and `<BOM>` have a sign of their own. `·` stands for other control characters,
    /// those that change the direction, and unusual blanks.
    package var printable: String {
        guard unicodeScalars.contains(where: { $0.isObeyed || $0.isUnusualBlank }) else { return self }
        var shown = ""
        for scalar in unicodeScalars { shown += scalar.sign ?? String(scalar) }
        return shown
    }

    /// The same for a text of several lines, whose ends stay.
    package var printableLines: String {
        guard unicodeScalars.contains(where: { $0.isObeyed || $0.isUnusualBlank }) else { return self }
        return split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable }
            .joined(separator: "\n")
    }

    /// A JSON text with `\u…` for each character that a terminal would interpret. A parser reads the same values.
    package var terminalSafeJSON: String {
        guard unicodeScalars.contains(where: { $0.isObeyed && $0 != "\n" }) else { return self }
        var shown = ""
        for scalar in unicodeScalars {
            // Outside of strings, JSON has line feeds at most.
            shown += scalar.isObeyed && scalar != "\n" ? scalar.jsonEscape : String(scalar)
        }
        return shown
    }

    /// The same, with `·` for blanks at the ends, too: a name for which no other is found may differ by these alone.
    package var printableName: String {
        let text = printable
        let content = text.drop { $0 == " " }
        let blanks = text.count - content.count
        let end = content.reversed().prefix { $0 == " " }.count
        return String(repeating: "·", count: blanks) + content.dropLast(end) + String(repeating: "·", count: end)
    }
}

extension Unicode.Scalar {
    /// Whether a terminal would interpret it: control characters, line ends, and changes of the text's direction.
    package var isObeyed: Bool {
        switch value {
        case ..<0x20, 0x7F..<0xA0, 0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x206F: true
        default: false
        }
    }

    /// The escape of a character that a terminal would interpret, in a JSON string (RFC 8259, section 7).
    package var jsonEscape: String {
        let digits = String(value, radix: 16)
        return "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// Whether it shows as a blank, or as nothing, and is no space. Joiners within emoji are not among these.
    fileprivate var isUnusualBlank: Bool {
        switch value {
        case 0xA0, 0xAD, 0x115F...0x1160, 0x1680, 0x180E, 0x2000...0x200B, 0x202F, 0x205F...0x2064, 0x3000, 0x3164,
            0xFEFF, 0xFFA0, 0xFFF9...0xFFFB, 0xE0000...0xE007F:
            true
        default: false
        }
    }

    /// What is shown in its place; nil if it is shown itself.
    fileprivate var sign: String? {
        switch value {
        case 0: "<NUL>"
        case 0xFEFF: "<BOM>"
        default: isObeyed || isUnusualBlank ? "·" : nil
        }
    }
}
