/// The buffered text of records for a file. It writes numbers and hex digit by digit, without a `String`.
struct RecordBuffer {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
    }

    mutating func append(byte: UInt8) {
        bytes.append(byte)
    }

    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    mutating func append(_ text: some Collection<UInt8>) {
        bytes.append(contentsOf: text)
    }

    /// Appends `number` in decimal, padded with zeros on the left to `width` digits.
    mutating func append(decimal number: UInt64, width: Int = 1) {
        var rest = number
        var scale: UInt64 = 1
        var digits = 1
        while digits < width || rest / scale >= 10 {
            scale &*= 10
            digits += 1
        }
        while scale > 0 {
            bytes.append(0x30 + UInt8(truncatingIfNeeded: rest / scale))
            rest %= scale
            scale /= 10
        }
    }

    /// Appends `0x` and 40 digits, in mixed case if requested (the pattern is not the checksum of EIP-55).
    mutating func append(_ address: Address, mixedCase: Bool = false) {
        let capitals = mixedCase ? SampleRandom.mix(address.high, 1) : 0
        append("0x")
        append(hex: address.high, capitals: capitals)
        append(hex: address.middle, capitals: capitals >> 1)
        append(hex: address.low, capitals: capitals >> 2)
    }

    mutating func append(_ digest: Digest) {
        append("0x")
        append(hex: digest.words.0)
        append(hex: digest.words.1)
        append(hex: digest.words.2)
        append(hex: digest.words.3)
    }

    private mutating func append(hex word: UInt64, capitals: UInt64 = 0) {
        append(hex: UInt32(truncatingIfNeeded: word >> 32), capitals: capitals >> 4)
        append(hex: UInt32(truncatingIfNeeded: word), capitals: capitals)
    }

    /// Appends 8 hex digits, computed in parallel in the bytes of one word. A letter is upper case if the lowest bit of
    /// its byte in `capitals` is set.
    private mutating func append(hex half: UInt32, capitals: UInt64) {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var nibbles = UInt64(half)
        nibbles = (nibbles << 16 | nibbles) & 0x0000_FFFF_0000_FFFF
        nibbles = (nibbles << 8 | nibbles) & 0x00FF_00FF_00FF_00FF
        nibbles = (nibbles << 4 | nibbles) & 0x0F0F_0F0F_0F0F_0F0F
        let letters = (nibbles + 6 * ones) >> 4 & ones
        let digits = nibbles + 0x30 * ones + letters * 39 - (letters & capitals) * 0x20
        withUnsafeBytes(of: digits.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
