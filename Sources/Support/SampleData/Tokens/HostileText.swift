/// A symbol or name as real contracts return it and naive readers fail on it.
struct HostileText {
    let bytes: [UInt8]

    /// Whether it contains a NUL or an invalid UTF-8 sequence.
    let needsRepair: Bool

    static let all = valid.map { HostileText(valid: $0) } + invalid.map { HostileText(bytes: $0, needsRepair: true) }

    /// A name of `kilobytes` × 1,024 bytes with every character that needs quotes.
    static func long(kilobytes: Int) -> HostileText {
        let line = Array("data:image/png;base64, \"iVBORw0KGgo\" 🦄 0123456789\r\n".utf8)
        let count = kilobytes << 10
        var bytes: [UInt8] = []
        while bytes.count + line.count <= count { bytes += line }
        bytes += repeatElement(UInt8(ascii: "="), count: count - bytes.count)
        return HostileText(bytes: bytes, needsRepair: false)
    }

    private init(bytes: [UInt8], needsRepair: Bool) {
        self.bytes = bytes
        self.needsRepair = needsRepair
    }

    private init(valid text: String) {
        self.init(bytes: Array(text.utf8), needsRepair: false)
    }

    private static let valid = [
        "Wrapped, Ether",
        "3D model, \"The Raft\" 2019",
        "\"",
        "\"\"",
        ",",
        "two\nlines",
        "two\rlines",
        "two\r\nlines",
        "\n",
        "\r\n",
        "ends in a line end\n",
        "0xdead,\"beef\"\r\n\r\n,,",
        "🦄 Unicorn",
        "👩‍👩‍👧‍👦",
        "木头 €´",
        "e\u{301}\u{327} is not \u{e9}",
        "שלום \u{202E}abc\u{202C} مرحبا",
        "₿ \u{200C}\u{200D}say hello\u{200B}",
        "\u{FEFF}byte order mark",
        "\u{10FFFF}",
        "\u{1}\u{2}\u{7F}\u{85}",
        "\\.",
        "\\N",
        "NULL",
        "null",
        "N/A",
        "0",
        " padded ",
        "\ttab\\t",
        "back\\slash\\",
        "'; DROP TABLE tokens; --",
        "=cmd|' /C calc'!A0",
        "{\"json\": [1, 2]}",
    ]

    private static let invalid: [[UInt8]] = [
        Array("Build\0\0".utf8),
        [0],
        Array("MKR".utf8) + [UInt8](repeating: 0, count: 29),
        Array("a\0,\"b\0\"\n".utf8),
        [0xFF, 0xFE, 0x61],
        [0x61, 0xE2, 0x82],
        [0xE2, 0x82, 0x41, 0xF0, 0x9F, 0xA6],
        [0xC0, 0xAF],
        [0xED, 0xA0, 0x80],
        [0xF4, 0x90, 0x80, 0x80],
        [0xF0, 0x80, 0x80, 0x41],
        [0x80, 0x0A, 0xBF],
    ]
}
