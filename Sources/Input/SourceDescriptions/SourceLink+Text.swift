extension SourceLink {
    /// Whether bytes may hold a link: the end of a scheme, also percent-encoded, or with slashes that are escaped, as in JSON.
    package static func mayBe(in bytes: some Sequence<UInt8>) -> Bool {
        var slashes: Int?
        var lastEight: UInt64 = 0
        for byte in bytes {
            lastEight = lastEight << 8 | UInt64(LinkRedaction.lowercased(byte))
            if lastEight == LinkRedaction.encodedEnd { return true }
            switch byte {
            case UInt8(ascii: ":"): slashes = 0
            case UInt8(ascii: "/"):
                if slashes == 1 { return true }
                slashes = slashes.map { $0 + 1 }
            case UInt8(ascii: "\\"): break
            default: slashes = nil
            }
        }
        return false
    }

    /// A text of elsewhere without the secrets of the links in it: each is ``redacted``.
    ///
    /// Where a link cannot be read, nobody knows where it ends: then nothing behind it is shown. Nor is what may be a part of one that a
    /// blank tears apart. One that is percent-encoded is hidden up to the next blank.
    package static func redacted(in text: String) -> String {
        guard mayBe(in: text.utf8) else { return text }
        if let link = SourceLink(text) { return link.redacted }
        var redaction = LinkRedaction()
        for part in LinkRedaction.Part.parts(of: text) where !redaction.hasEnded { redaction.add(part) }
        return redaction.shown
    }

    /// The same of the beginning of a text, for a list that shows no more of it. The rest costs next to nothing.
    ///
    /// A link that may go on behind the beginning is hidden whole.
    ///
    /// - Parameter bytes: the bytes of which the beginning consists, or up to three fewer; links may become longer.
    package static func redacted(in text: String, first bytes: Int) -> String {
        guard var end = text.utf8.index(text.utf8.startIndex, offsetBy: bytes, limitedBy: text.utf8.endIndex),
            end < text.utf8.endIndex
        else { return redacted(in: text) }
        while end.samePosition(in: text.unicodeScalars) == nil { end = text.utf8.index(before: end) }
        let beginning = String(text[..<end])
        guard mayBe(in: beginning.utf8) else { return beginning }
        var redaction = LinkRedaction()
        let parts = LinkRedaction.Part.parts(of: beginning)
        for part in parts.dropLast() where !redaction.hasEnded { redaction.add(part) }
        if let last = parts.last, !redaction.hasEnded { redaction.add(last, before: text.utf8[end...]) }
        return redaction.shown
    }
}
