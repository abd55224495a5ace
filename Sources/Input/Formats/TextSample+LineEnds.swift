extension TextSample {
    /// Whether the first line, or the first JSON object, ends in a carriage return without a line feed, and text follows.
    package var endsLinesInCR: Bool {
        guard isText else { return false }
        let text = Array(text)
        // Line ends have no meaning in an array.
        guard firstByte != UInt8(ascii: "[") else { return false }
        let end = firstByte == UInt8(ascii: "{") ? Self.endOfObject(text) : Self.endOfLine(text)
        guard let end, end < text.count, text[end] == 0x0D else { return false }
        // A line feed may follow several: text that was converted to CRLF twice.
        guard let next = text[end...].first(where: { ![0x0D, 0x20, 0x09].contains($0) }) else { return false }
        return next != 0x0A
    }

    /// The offset of the first line end outside of quotes; nil if there is none. A quote opens only at a field's start.
    private static func endOfLine(_ text: [UInt8]) -> Int? {
        var isQuoted = false
        var previous = UInt8(ascii: ",")
        for (offset, byte) in text.enumerated() {
            switch byte {
            case UInt8(ascii: "\""):
                let isFieldStart = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")].contains(previous)
                isQuoted = !isQuoted && (isFieldStart || previous == byte)
            case 0x0D, 0x0A:
                if !isQuoted { return offset }
            default: break
            }
            previous = byte
        }
        return nil
    }

    /// The offset behind the object that the text starts with, and behind the blanks that follow; nil if it does not end.
    private static func endOfObject(_ text: [UInt8]) -> Int? {
        guard let end = JSONObject.end(in: text.span.bytes, from: 0) else { return nil }
        return text[end...].firstIndex { $0 != 0x20 && $0 != 0x09 }
    }
}
