/// The text of cursors: base64url of a version, a fingerprint and a position.
struct Cursor {
    /// The version: positions of version 1 are a block and a log index, or the address of a token.
    static let version: UInt8 = 1

    /// The version and the fingerprint, which precede the position.
    let header: [UInt8]

    init(_ fingerprint: Fingerprint) {
        header = [Self.version] + fingerprint.bytes
    }

    /// The position of a cursor, or nil if it is none of this header.
    func position(_ text: String, bytes count: Int) -> [UInt8]? {
        guard let bytes = Self.decode(text), bytes.count == header.count + count, bytes.starts(with: header) else {
            return nil
        }
        return Array(bytes.dropFirst(header.count))
    }

    /// The expression of a cursor.
    ///
    /// - Parameters:
    ///   - header: the parameter with the header.
    ///   - position: the bytes of the position as an expression.
    static func sql(header: String, position: String) -> String {
        "translate(encode(\(header) || \(position), 'base64'), '+/=', '-_')"
    }

    /// Bytes of base64url without padding; nil for any other text, so each cursor has one text.
    static func decode(_ text: String) -> [UInt8]? {
        guard text.utf8.count <= 64, text.utf8.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count: UInt32 = 0
        for byte in text.utf8 {
            guard let digit = digit(byte) else { return nil }
            bits = bits << 6 | digit
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> count))
                bits &= (1 << count) - 1
            }
        }
        return bits == 0 ? bytes : nil
    }

    private static func digit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
