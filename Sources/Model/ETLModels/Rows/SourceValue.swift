/// A value of a row, as its source stores it.
public struct SourceValue: ~Escapable {
    /// The form.
    public let form: ValueStorage.Form
    /// The digits behind the point of a number, or of a second; of a floating-point number, the bits of its significand.
    public let digits: UInt8
    /// Of a text, that its bytes stand for `0x` and their hex digits; of a number, that it is negative.
    public let isMarked: Bool
    /// The bytes of the value; of a number, the most significant first, without zeros at the start.
    public let bytes: RawSpan

    /// Describes a value.
    @inlinable
    @_lifetime(copy bytes)
    init(_ place: ValuePlace, _ bytes: RawSpan) {
        form = place.form
        digits = place.digits
        isMarked = place.isMarked
        self.bytes = bytes
    }
}

/// Where the bytes of a row's value are in a batch.
public struct ValuePlace: BitwiseCopyable, Sendable {
    /// The offset of the first byte; 0 for a null, since the first row's head is there.
    @usableFromInline var start: UInt32
    @usableFromInline var end: UInt32
    /// The bytes that the value takes in a batch, with what is in front of it.
    @usableFromInline var size: UInt32
    @usableFromInline var form: ValueStorage.Form
    @usableFromInline var digits: UInt8
    @usableFromInline var isMarked: Bool

    @usableFromInline
    init(_ storage: ValueStorage) {
        (start, end, size) = (0, 0, 0)
        form = storage.form
        digits = storage.digits
        isMarked = false
    }

    /// Whether there is no value.
    @inlinable public var isNull: Bool { start == 0 }
}

extension SourceValue {
    /// The value as a text's bytes, with the hex digits that they stand for.
    func withText<Result>(_ body: (RawSpan) throws(RejectReason) -> Result) throws(RejectReason) -> Result {
        guard form == .text, isMarked else { return try body(bytes) }
        var text = WireWriter(capacity: 2 + 2 * bytes.byteCount)
        text.append(UInt16(0x3078))
        for offset in 0..<bytes.byteCount {
            let byte = bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
            text.append(Self.digit(byte >> 4))
            text.append(Self.digit(byte & 15))
        }
        return try body(text.bytes)
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }

    /// Whether all bytes are visible characters or blanks of ASCII. 32 of them are a text: as bytes, hardly a hash and no number
    /// looks like that.
    @usableFromInline
    var isPrintable: Bool {
        for offset in 0..<bytes.byteCount {
            let byte = bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
            guard (0x20..<0x7F).contains(byte) || (0x09...0x0D).contains(byte) else { return false }
        }
        return true
    }

    /// Whether 32 bytes are a text of as many characters. The same byte again and again is a hash of somebody's example.
    @usableFromInline
    var isHashText: Bool {
        guard isPrintable else { return false }
        return
            !(word(at: 0) == word(at: 8) && word(at: 8) == word(at: 16) && word(at: 16) == word(at: 24)
            && word(at: 0) == word(0..<1) &* 0x0101_0101_0101_0101)
    }

    /// Bytes as a number, the most significant first; at most eight of them.
    @inlinable
    @inline(__always)
    func word(_ range: Range<Int>) -> UInt64 {
        var word: UInt64 = 0
        for offset in range { word = word << 8 | UInt64(bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)) }
        return word
    }

    /// The big-endian word at an offset.
    @inlinable
    @inline(__always)
    func word(at offset: Int) -> UInt64 {
        bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self).bigEndian
    }
}
