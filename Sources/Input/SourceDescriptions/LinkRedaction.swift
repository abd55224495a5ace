/// Writes a text without the secrets of its links, part by part.
struct LinkRedaction {
    private(set) var shown = ""
    /// Whether nothing of the rest may be shown.
    private(set) var hasEnded = false
    /// What stands before the first link; nil as long as there is none.
    private var beginning: String?
    /// Whether the last part was a link up to its end.
    private var isBehindLink = false

    /// What stands for a secret.
    private static let mark = "…"
    /// What ends a sentence or a quote. As the last character of a link, it is taken for that.
    private static let punctuation: Set<Character> = [".", ",", ":", ";", "!", "?", "'", ")"]
    /// What ends a link beside blanks. Any other character that no link has may stand in one that was not encoded.
    private static let ends: Set<Unicode.Scalar> = ["\"", ">", "<", "`", "”", "’", "»", "…"]

    mutating func add(_ part: Part) {
        guard part.mayBeOfLink else { return addOther(part.text) }
        isBehindLink = false
        if let scheme = part.text.firstRange(of: "://") { return addLink(in: part.text, behind: scheme) }
        let word = Self.withoutPunctuation(part.text[...])
        if let beginning, word.dropFirst().contains("@") {
            // What was taken for a link is the beginning of a login.
            end(after: beginning)
        } else if let start = Self.encodedLink(in: part.text) {
            addEncodedLink(at: start, in: part.text)
        } else {
            let isSecret = beginning != nil && word.contains { $0 == "?" || $0 == "&" }
            shown += isSecret ? Self.mark : part.text
        }
    }

    /// Adds the last part of the beginning of a text.
    ///
    /// - Parameter rest: the bytes behind it.
    mutating func add(_ part: Part, before rest: some Sequence<UInt8>) {
        let at = UInt8(ascii: "@")
        if let beginning, part.text.utf8.contains(at) || rest.contains(at) {
            // A login may end there.
            end(after: beginning)
        } else if !part.mayBeOfLink {
            addOther(part.text)
        } else if let scheme = part.text.firstRange(of: "://") {
            let encoded = Self.encodedLink(in: part.text) ?? part.text.endIndex
            end(after: shown + part.text[..<min(encoded, Self.start(of: scheme, in: part.text))])
        } else if beginning != nil {
            shown += Self.mark
        } else {
            add(part)
        }
    }

    private mutating func addOther(_ text: String) {
        if isBehindLink, let first = text.unicodeScalars.first, !first.properties.isWhitespace,
            !Self.ends.contains(first)
        {
            return end(after: shown)
        }
        isBehindLink = false
        shown += text
    }

    private mutating func addEncodedLink(at start: String.Index, in text: String) {
        shown += text[..<start] + Self.mark
        isBehindLink = true
    }

    /// - Parameter end: the end of its scheme.
    private mutating func addLink(in text: String, behind end: Range<String.Index>) {
        let start = Self.start(of: end, in: text)
        if let encoded = Self.encodedLink(in: text), encoded < start { return addEncodedLink(at: encoded, in: text) }
        shown += text[..<start]
        if beginning == nil { beginning = shown }
        let link = Self.withoutPunctuation(text[start...])
        if let known = SourceLink(String(link)) {
            shown += known.redacted + text[link.endIndex...]
            isBehindLink = link.endIndex == text.endIndex
        } else if link.endIndex == end.upperBound {
            // A scheme alone has no secret.
            shown += text[start...]
        } else {
            self.end(after: shown)
        }
    }

    /// - Parameter end: what ends a scheme.
    private static func start(of end: Range<String.Index>, in text: String) -> String.Index {
        let scheme = text[..<end.lowerBound].reversed().prefix { $0.isLetter || $0.isNumber || "+-.".contains($0) }
        return text.index(end.lowerBound, offsetBy: -scheme.count)
    }

    /// Where the first link that is percent-encoded starts, with its scheme.
    private static func encodedLink(in text: String) -> String.Index? {
        guard let mark = text.utf8.map(lowercased).firstRange(of: encodedMark) else { return nil }
        let end = text.utf8.index(text.utf8.startIndex, offsetBy: mark.lowerBound)
        return start(of: end..<end, in: text)
    }

    /// How the scheme of a link ends when it is percent-encoded, in lower case.
    private static let encodedMark = Array("%3a%2f%2f".utf8)
    /// The last eight bytes of that.
    static let encodedEnd = encodedMark.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }

    static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    private mutating func end(after text: String) {
        shown = text.hasSuffix(Self.mark) ? text : text + Self.mark
        hasEnded = true
    }

    private static func withoutPunctuation(_ text: Substring) -> Substring {
        text.dropLast(text.reversed().prefix { punctuation.contains($0) }.count)
    }
}

extension LinkRedaction {
    /// A part of a text: characters that a link may have, or others.
    struct Part {
        private(set) var text = ""
        let mayBeOfLink: Bool

        /// The parts of a text. Slashes lose what escapes them.
        static func parts(of text: String) -> [Part] {
            var parts: [Part] = []
            for scalar in unescaped(text) {
                let mayBeOfLink = scalar.isASCII && WebAddress.mayHave(UInt8(truncatingIfNeeded: scalar.value))
                if parts.last?.mayBeOfLink != mayBeOfLink { parts.append(Part(mayBeOfLink: mayBeOfLink)) }
                parts[parts.count - 1].text.unicodeScalars.append(scalar)
            }
            return parts
        }

        private static func unescaped(_ text: String) -> String.UnicodeScalarView {
            var plain = String.UnicodeScalarView()
            for scalar in text.unicodeScalars {
                if scalar == "/" { while plain.last == "\\" { plain.removeLast() } }
                plain.append(scalar)
            }
            return plain
        }
    }
}
