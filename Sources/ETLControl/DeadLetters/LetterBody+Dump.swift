import ETLModels

extension LetterBody {
    /// The beginning of a stretch of a body that could not be decoded.
    struct Dump: Sendable, Hashable {
        /// The most bytes of a letter that are shown so.
        static let limit = 512

        /// Where the stretch starts in the body.
        let offset: Int
        /// How long it is.
        let count: Int
        /// Its first bytes.
        let shown: [UInt8]

        init(_ body: [UInt8], _ range: Range<Int>, limit: Int) {
            offset = range.lowerBound
            count = range.count
            shown = Array(body[range].prefix(limit))
        }

        /// Sixteen bytes a line: the offset, the bytes in hex, and those that are ASCII.
        var lines: [String] {
            var lines = ["could not be decoded: \(Format.count(count)) bytes from offset \(offset) on"]
            for start in stride(from: 0, to: shown.count, by: 16) {
                let row = shown[start..<min(start + 16, shown.count)]
                let digits = row.map { Hex.digits($0, 2) }.joined(separator: " ")
                let ascii = row.map { (0x20..<0x7F).contains($0) ? String(UnicodeScalar($0)) : "." }.joined()
                lines.append("  \(Hex.digits(offset + start, 8))  \(Format.left(digits, 47))  \(ascii)")
            }
            if count > shown.count { lines.append("  and \(Format.count(count - shown.count)) bytes more") }
            return lines
        }
    }
}

extension LetterBody.Dump: Encodable {
    private enum Key: String, CodingKey {
        case offset, bytes, hex
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(offset, forKey: .offset)
        try values.encode(count, forKey: .bytes)
        try values.encode(shown.map { Hex.digits($0, 2) }.joined(), forKey: .hex)
    }
}
