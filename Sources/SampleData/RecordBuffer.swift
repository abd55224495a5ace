/// The text of records on the way to a file: numbers and hex are written digit by digit, no `String` comes into being.
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

    /// Appends `number` in decimal, filled up with zeros on the left to `width` digits.
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

    /// Appends the low `digits` hex digits of `word`; a letter is upper case where `capitals` has a bit.
    mutating func append(hex word: UInt64, digits: Int, capitals: UInt64 = 0) {
        var shift = UInt64(digits * 4)
        while shift > 0 {
            shift -= 4
            let nibble = UInt8(truncatingIfNeeded: word >> shift) & 15
            let small: UInt8 = capitals >> shift & 1 == 0 ? 0x20 : 0
            bytes.append(nibble < 10 ? 0x30 + nibble : (0x41 - 10 + nibble) | small)
        }
    }

    /// Appends `0x` and 40 digits, in mixed case where asked for (the pattern is not the checksum of EIP-55).
    mutating func append(_ address: Address, mixedCase: Bool = false) {
        let capitals = mixedCase ? SampleRandom.mix(address.high, 1) : 0
        append("0x")
        append(hex: address.high, digits: 16, capitals: capitals)
        append(hex: address.middle, digits: 16, capitals: capitals >> 1)
        append(hex: UInt64(address.low), digits: 8, capitals: capitals >> 2)
    }

    mutating func append(_ digest: Digest) {
        append("0x")
        append(hex: digest.words.0, digits: 16)
        append(hex: digest.words.1, digits: 16)
        append(hex: digest.words.2, digits: 16)
        append(hex: digest.words.3, digits: 16)
    }
}
