/// A token's symbol or name.
enum TokenText {
    case empty
    /// Empty, but in quotes.
    case quotedEmpty
    case symbol(seed: UInt64)
    case name(seed: UInt64)
    case hostile(HostileText)
    /// A number of letters, for records near a limit.
    case letters(Int)

    /// Whether a reader has to remove NUL characters or replace invalid UTF-8.
    var needsRepair: Bool {
        if case .hostile(let text) = self { text.needsRepair } else { false }
    }

    static let words: [StaticString] = [
        "Wrapped", "Dai", "Meta", "Inu", "Punk", "Vault", "Liquid", "Bridge", "Moon", "Governance", "Stable", "Yield",
        "Protocol", "Token", "Coin", "Share", "Apes", "DAO", "Swap", "Finance", "Gold", "Pool", "Chain", "Staked",
    ]
}

extension RecordBuffer {
    /// Appends a text as a CSV field, in quotes if it needs them.
    mutating func append(_ text: TokenText) {
        switch text {
        case .empty: break
        case .quotedEmpty: append("\"\"")
        case .symbol(let seed): append(symbol: seed)
        case .name(let seed): append(name: seed)
        case .hostile(let text): append(field: text.bytes)
        case .letters(let count): append(repeatElement(UInt8(ascii: "x"), count: count))
        }
    }

    /// Quotes a field that contains a comma, a quote or a line end, and doubles its quotes: Python's `QUOTE_MINIMAL`.
    private mutating func append(field: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        guard field.contains(where: { $0 == quote || $0 == UInt8(ascii: ",") || $0 == 10 || $0 == 13 }) else {
            return append(field)
        }
        append(byte: quote)
        for byte in field {
            if byte == quote { append(byte: quote) }
            append(byte: byte)
        }
        append(byte: quote)
    }

    /// Three to six capital letters.
    private mutating func append(symbol seed: UInt64) {
        for place in 0..<(3 + seed % 4) {
            append(byte: UInt8(ascii: "A") + UInt8(SampleRandom.mix(seed, place) % 26))
        }
    }

    /// One to three words.
    private mutating func append(name seed: UInt64) {
        for place in 0..<(1 + seed % 3) {
            if place > 0 { append(" ") }
            append(TokenText.words[Int(SampleRandom.mix(seed, place) % UInt64(TokenText.words.count))])
        }
    }
}
