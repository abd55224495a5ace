/// Packs the texts of records one after another. It omits the bytes shared with the previous record, and stores long
/// hex numbers as bytes.
///
/// Half of a chain export is hex digits, and neighbouring records share their block. A general compressor saves less
/// and takes ten times as long. The layout is in docs/wire-format.md.
struct TextPacker: ~Copyable {
    private var previous = WireWriter(capacity: 4096)

    /// Appends a record's text, packed. The defect is that of the record, as its code; some come with the record's lines.
    mutating func pack(_ text: RawSpan, defect: UInt8, lines: LineSpan, into packed: inout WireWriter) {
        let (prefix, suffix) = Self.shared(text, previous.bytes)
        packed.append(varint: UInt64(text.byteCount) << 2 | UInt64(defect))
        if RawBatchBuilder.hasLines(defect) { packed.append(lines) }
        packed.append(varint: UInt64(prefix))
        packed.append(varint: UInt64(suffix))
        Self.packTokens(text, prefix..<text.byteCount - suffix, into: &packed)
        previous.removeAll()
        previous.append(contentsOf: text)
    }

    /// Starts again, without a previous record.
    mutating func reset() {
        previous.removeAll()
    }
}

extension TextPacker {
    /// The numbers of bytes at the start and at the end that both texts share, each reduced until it splits no word.
    /// Half a number would not be recognised as a number.
    private static func shared(_ text: RawSpan, _ other: RawSpan) -> (prefix: Int, suffix: Int) {
        let count = min(text.byteCount, other.byteCount)
        var prefix = text.sharedPrefix(with: other, limit: count)
        while text.isWithinWord(prefix) { prefix -= 1 }
        var suffix = text.sharedSuffix(with: other, limit: count - prefix)
        while text.isWithinWord(text.byteCount - suffix) { suffix -= 1 }
        return (prefix, suffix)
    }

    private static func packTokens(_ text: RawSpan, _ range: Range<Int>, into packed: inout WireWriter) {
        var (start, position) = (range.lowerBound, range.lowerBound)
        while true {
            position = text.nextX(from: position, to: range.upperBound)
            guard position < range.upperBound else { break }
            let end: Int
            if position > start, text.byte(position - 1) == UInt8(ascii: "0") {
                end = packHex(text, start..<position - 1, .prefixedHex, position + 1..<range.upperBound, into: &packed)
            } else if position > 0, text.byte(position - 1) == UInt8(ascii: "\\") {
                // The backslash may be in what the text shares with the one before it; it is no part of a word.
                end = packHex(text, start..<position + 1, .hex, position + 1..<range.upperBound, into: &packed)
            } else {
                end = 0
            }
            position += 1
            if end > position { (start, position) = (end, end) }
        }
        packed.appendLiterals(text, start..<range.upperBound)
    }

    /// Packs a run of digits, and the literals in front of it.
    ///
    /// - Returns: the end of the run; the start of `rest` if the run there is too short.
    @inline(__always)
    private static func packHex(
        _ text: RawSpan, _ literals: Range<Int>, _ token: TextToken, _ rest: Range<Int>, into packed: inout WireWriter
    ) -> Int {
        let start = rest.lowerBound
        let digits = HexRun.digits(in: text, from: start, to: rest.upperBound) & ~1
        guard digits >= 2 * HexRun.minimum else { return start }
        packed.appendLiterals(text, literals)
        packed.appendHex(text, start..<start + digits, as: token)
        return start + digits
    }
}

extension WireWriter {
    fileprivate mutating func appendLiterals(_ text: RawSpan, _ range: Range<Int>) {
        var start = range.lowerBound
        while start < range.upperBound {
            let count = min(range.upperBound - start, TextToken.limit)
            append(TextToken.literal.byte(count))
            append(contentsOf: text.extracting(start..<start + count))
            start += count
        }
    }

    /// Appends digits, two or more times ``HexRun/minimum``. Digits that do not fit into a token continue in
    /// another one with at least the minimum.
    ///
    /// - Parameter first: the token of the first of them; with ``TextToken/prefixedHex``, it has `0x` before them, too.
    fileprivate mutating func appendHex(_ text: RawSpan, _ digits: Range<Int>, as first: TextToken) {
        var (start, token) = (digits.lowerBound, first)
        while start < digits.upperBound {
            let left = (digits.upperBound - start) / 2
            let count = left <= TextToken.limit ? left : min(TextToken.limit, left - HexRun.minimum)
            append(token.byte(count))
            HexRun.pack(text, from: start, count: count, into: &self)
            (start, token) = (start + count * 2, .hex)
        }
    }
}

extension RawSpan {
    fileprivate func byte(_ offset: Int) -> UInt8 { unsafeLoad(fromByteOffset: offset, as: UInt8.self) }

    private func word(_ offset: Int) -> UInt64 {
        UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// Whether a word continues at the offset: letters, digits, and characters beyond ASCII on both sides.
    fileprivate func isWithinWord(_ offset: Int) -> Bool {
        offset > 0 && offset < byteCount && isInWord(byte(offset - 1)) && isInWord(byte(offset))
    }

    private func isInWord(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "0") < 10 || byte | 0x20 &- UInt8(ascii: "a") < 26 || byte >= 0x80
    }

    fileprivate func sharedPrefix(with other: RawSpan, limit: Int) -> Int {
        var count = 0
        while count + 8 <= limit {
            let difference = word(count) ^ other.word(count)
            if difference != 0 { return count + difference.trailingZeroBitCount / 8 }
            count += 8
        }
        while count < limit, byte(count) == other.byte(count) { count += 1 }
        return count
    }

    fileprivate func sharedSuffix(with other: RawSpan, limit: Int) -> Int {
        let (end, otherEnd) = (byteCount, other.byteCount)
        var count = 0
        while count + 8 <= limit {
            let difference = word(end - count - 8) ^ other.word(otherEnd - count - 8)
            if difference != 0 { return count + difference.leadingZeroBitCount / 8 }
            count += 8
        }
        while count < limit, byte(end - count - 1) == other.byte(otherEnd - count - 1) { count += 1 }
        return count
    }

    /// The offset of the first `x` from `start` on; `end` if there is none before it.
    fileprivate func nextX(from start: Int, to end: Int) -> Int {
        var position = start
        while position + 8 <= end {
            // The lowest byte that becomes zero borrows its top bit; higher ones may follow by mistake, and do not matter.
            let difference = word(position) ^ 0x7878_7878_7878_7878
            let zeros = (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
            if zeros != 0 { return position + zeros.trailingZeroBitCount / 8 }
            position += 8
        }
        while position < end, byte(position) != UInt8(ascii: "x") { position += 1 }
        return position
    }
}
