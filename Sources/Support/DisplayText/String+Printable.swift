extension String {
    /// The text with `·` in place of control characters and those that change its direction. A terminal would interpret
    /// them, and a log line would become two.
    package var printable: String {
        guard unicodeScalars.contains(where: \.isObeyed) else { return self }
        var shown = ""
        for scalar in unicodeScalars {
            if scalar.isObeyed { shown += "·" } else { shown.unicodeScalars.append(scalar) }
        }
        return shown
    }
}

extension Unicode.Scalar {
    /// Whether a terminal would interpret it: control characters, line ends, and changes of the text's direction.
    package var isObeyed: Bool {
        switch value {
        case ..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
