extension String {
    /// The text as one word of a shell's command, quoted if needed. Characters that a terminal would interpret are escapes, as
    /// bash, zsh and ksh read them (POSIX.1-2024, section 2.2.4).
    package var shellQuoted: String {
        guard !unicodeScalars.contains(where: \.isObeyed) else {
            return "$'" + unicodeScalars.map(\.shellEscape).joined() + "'"
        }
        let isPlain =
            !isEmpty && allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-/:=+,@%".contains($0)) }
        return isPlain ? self : "'" + escaped { $0 == "'" ? #"'\''"# : nil } + "'"
    }
}

extension Unicode.Scalar {
    /// The character within `$'…'`.
    fileprivate var shellEscape: String {
        switch self {
        case "'", "\\": "\\\(self)"
        case _ where isObeyed:
            String(self).utf8.map { byte in
                let digits = String(byte, radix: 8)
                return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
            }.joined()
        default: String(self)
        }
    }
}
