internal import ETLModels

/// A number of the protocol: `0x` and hex digits. Some nodes write leading zeros, or a number in decimal.
enum Quantity {
    /// Reads a number below 2^64; nil if it is none.
    static func read(_ text: RawSpan) -> UInt64? {
        let isHex = text.byteCount > 2 && prefix(text) == 0x3078
        guard !text.isEmpty else { return nil }
        var number: UInt64 = 0
        for offset in (isHex ? 2 : 0)..<text.byteCount {
            let byte = text.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
            guard let digit = Hex.digit(byte), isHex || digit < 10 else { return nil }
            let (product, isTooLarge) = number.multipliedReportingOverflow(by: isHex ? 16 : 10)
            let (sum, isLarger) = product.addingReportingOverflow(UInt64(digit))
            guard !isTooLarge, !isLarger else { return nil }
            number = sum
        }
        return number
    }

    /// Reads a number from a text.
    static func read(_ text: String) -> UInt64? {
        let bytes = Array(text.utf8)
        return read(bytes.span.bytes)
    }

    private static func prefix(_ text: RawSpan) -> UInt16 {
        text.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt16.self).bigEndian
    }
}
