/// A name in a header, as it is compared.
public enum HeaderName {
    /// The name in lower case, without surrounding blanks, quotes and byte order marks.
    public static func normalized(_ name: String) -> String {
        var text = Substring(name).unicodeScalars
        while let first = text.first, isAround(first) { text.removeFirst() }
        while let last = text.last, isAround(last) { text.removeLast() }
        return String(text).lowercased()
    }

    private static func isAround(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\"" || scalar == "'" || scalar == "\u{FEFF}" || scalar.properties.isWhitespace
    }
}
