/// Percent-encoding in links (RFC 3986, section 2.1).
package enum PercentEncoding {
    /// Bytes with one level of encoding less. A percent sign that two hexadecimal digits do not follow stands for itself.
    package static func decoded(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var decoded: [UInt8] = []
        var rest = Array(bytes)[...]
        while let byte = rest.popFirst() {
            let digits = byte == UInt8(ascii: "%") ? rest.prefix(2).compactMap(hexDigit) : []
            guard digits.count == 2 else {
                decoded.append(byte)
                continue
            }
            decoded.append(digits[0] << 4 | digits[1])
            rest.removeFirst(2)
        }
        return decoded
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        Character(Unicode.Scalar(byte)).hexDigitValue.map(UInt8.init)
    }
}
