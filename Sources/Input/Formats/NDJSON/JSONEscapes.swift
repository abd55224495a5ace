internal import ETLModels

/// The meaning of escapes in JSON strings (RFC 8259, section 7).
enum JSONEscapes {
    /// Appends the resolved text of a valid string.
    ///
    /// Half of a surrogate pair is not a character. It becomes a byte that is never valid UTF-8, so that it is repaired
    /// and counted like any other damage of a text.
    static func resolve(_ text: RawSpan, _ range: Range<Int>, into bytes: inout [UInt8]) {
        var position = range.lowerBound
        while position < range.upperBound {
            let byte = text.byte(at: position)
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                position += 1
                continue
            }
            if let simple = simple(text.byte(at: position + 1)) {
                bytes.append(simple)
                position += 2
            } else {
                position = resolveUnits(text, at: position, end: range.upperBound, into: &bytes)
            }
        }
    }

    /// The character of a two-character escape; nil when there is none.
    @inline(__always)
    static func simple(_ kind: UInt8) -> UInt8? {
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): kind
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    /// The code unit of `\uXXXX` at an offset; nil when that is not there.
    static func unit(in text: RawSpan, at offset: Int) -> UInt16? {
        guard offset + 6 <= text.byteCount, text.byte(at: offset) == UInt8(ascii: "\\"),
            text.byte(at: offset + 1) == UInt8(ascii: "u")
        else { return nil }
        var unit: UInt16 = 0
        for place in offset + 2..<offset + 6 {
            guard let digit = Hex.digit(text.byte(at: place)) else { return nil }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }

    /// Appends the character of one or two `\uXXXX`, and returns the offset after them.
    private static func resolveUnits(
        _ text: RawSpan, at offset: Int, end: Int, into bytes: inout [UInt8]
    ) -> Int {
        guard let first = unit(in: text, at: offset) else { return end }
        let second = offset + 12 <= end ? unit(in: text, at: offset + 6) : nil
        if let second, UTF16.isLeadSurrogate(first), UTF16.isTrailSurrogate(second) {
            let value = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
            append(Unicode.Scalar(value), to: &bytes)
            return offset + 12
        }
        append(Unicode.Scalar(first), to: &bytes)
        return offset + 6
    }

    private static func append(_ scalar: Unicode.Scalar?, to bytes: inout [UInt8]) {
        if let scalar {
            bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        } else {
            bytes.append(0xFF)
        }
    }
}
