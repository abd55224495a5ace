extension SourceLink {
    /// Whether bytes may hold a link: the end of a scheme, also with slashes that are escaped, as in JSON.
    package static func mayBe(in bytes: some Sequence<UInt8>) -> Bool {
        var slashes: Int?
        for byte in bytes {
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
    /// blank tears apart.
    package static func redacted(in text: String) -> String {
        guard mayBe(in: text.utf8) else { return text }
        if let link = SourceLink(text) { return link.redacted }
        var redaction = LinkRedaction()
        for part in LinkRedaction.Part.parts(of: text) where !redaction.hasEnded { redaction.add(part) }
        return redaction.shown
    }
}
