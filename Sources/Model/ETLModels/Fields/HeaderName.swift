/// The names of fields, as they are compared.
public enum HeaderName {
    /// A name in lower case, without surrounding blanks, quotes and byte order marks, of any number and in any order.
    ///
    /// Only ASCII letters have a case here, so that a name means the same in every language.
    public static func normalized(_ name: String) -> String {
        let scalars = name.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isSurrounding($0) }),
            let last = scalars.lastIndex(where: { !isSurrounding($0) })
        else { return "" }
        var normalized = String.UnicodeScalarView()
        for scalar in scalars[first...last] { normalized.append(lowercased(scalar)) }
        return String(normalized)
    }

    private static func isSurrounding(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case " ", "\t", "\r", "\n", "\u{A0}", "\u{FEFF}", "\"", "'", "`": true
        // Blanks without a width.
        case "\u{200B}"..."\u{200D}", "\u{2060}": true
        default: false
        }
    }

    private static func lowercased(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        scalar.isASCII ? Unicode.Scalar(lowercased(UInt8(scalar.value))) : scalar
    }

    /// A byte of a name's text in lower case.
    @inlinable
    public static func lowercased(_ byte: UInt8) -> UInt8 { byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte }
}
