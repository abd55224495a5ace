internal import SourceDescriptions

extension WebAddress {
    /// The components of the path; nil if servers may read it as another path.
    ///
    /// Servers differ in how often they decode a path, in how strictly, and in what they ignore at the end of a component.
    var unambiguousComponents: [Substring]? {
        var bytes = Array(path.utf8)
        // Names of files are encoded once, and rarely twice.
        for _ in 0..<4 {
            guard !Self.hasForbiddenBytes(bytes), Self.leadsNowhereElse(bytes) else { return nil }
            let decoded = PercentEncoding.decoded(bytes)
            guard decoded.count < bytes.count else { return path.split(separator: "/") }
            bytes = decoded
        }
        return nil
    }

    /// Whether a path has control characters, which end names in some servers, or an encoding that only lenient decoders
    /// accept: `%u002e`, or a letter in more bytes than UTF-8 allows, such as a dot as C0 AE or E0 80 AE.
    private static func hasForbiddenBytes(_ path: [UInt8]) -> Bool {
        guard path.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != 0xC0 && $0 != 0xC1 }) else { return true }
        return path.indices.contains { place in
            switch (path[place], path[(place + 1)...].first ?? 0) {
            case (0xE0, 0x80...0x9F), (0xF0, 0x80...0x8F), (0xF8, 0x80...0x87), (0xFC, 0x80...0x83): true
            case (UInt8(ascii: "%"), UInt8(ascii: "u")), (UInt8(ascii: "%"), UInt8(ascii: "U")):
                path[(place + 2)...].prefix(4).filter { Character(Unicode.Scalar($0)).isHexDigit }.count == 4
            default: false
            }
        }
    }

    /// Whether no component of a path, of which a server decodes nothing more, is one of dots.
    private static func leadsNowhereElse(_ path: [UInt8]) -> Bool {
        let text = String(decoding: path, as: UTF8.self).unicodeScalars
        let folded = text.map { lookalikes[$0] ?? String($0) }.joined().unicodeScalars
        return folded.split(whereSeparator: { $0 == "/" || $0 == "\\" }).allSatisfy { component in
            // Java's servers ignore what follows a semicolon, and those of Windows dots and blanks at the end. A question mark or
            // a hash ends the path for a server that decodes first.
            let name = component.prefix { !";?#".unicodeScalars.contains($0) }
            return name.contains { $0 != "." && !isIgnored($0) } || !name.contains(".")
        }
    }

    /// Whether some programs drop a character from a name: one that nobody sees, or the mark of bytes that are no text.
    private static func isIgnored(_ scalar: Unicode.Scalar) -> Bool {
        let properties = scalar.properties
        return properties.isWhitespace || properties.isDefaultIgnorableCodePoint
            || properties.generalCategory == .control
            || scalar == "\u{FFFD}"
    }

    /// Letters that some servers replace by what they look like.
    private static let lookalikes: [Unicode.Scalar: String] = [
        "\u{FF0E}": ".", "\u{2024}": ".", "\u{FE52}": ".", "\u{2025}": "..", "\u{2026}": "...",
        "\u{FF0F}": "/", "\u{2044}": "/", "\u{2215}": "/", "\u{FF3C}": "\\", "\u{FE68}": "\\",
        "\u{FF1B}": ";",
    ]
}
