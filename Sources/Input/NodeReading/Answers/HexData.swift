internal import ETLModels

/// Bytes as the protocol writes them: `0x` and hex digits.
enum HexData {
    static func bytes(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        var bytes: [UInt8] = []
        return append(digits.span.bytes, to: &bytes) ? bytes : nil
    }

    /// Appends the bytes of a text.
    ///
    /// - Returns: false, with any bytes appended, if the text is something else.
    static func append(_ text: RawSpan, to bytes: inout [UInt8]) -> Bool {
        guard text.byteCount >= 2, text.byteCount % 2 == 0,
            text.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt16.self).bigEndian | 0x20 == 0x3078
        else { return false }
        let (start, count) = (bytes.count, text.byteCount / 2 - 1)
        bytes.append(contentsOf: repeatElement(0, count: count))
        return bytes.withUnsafeMutableBytes { target in
            text.withUnsafeBytes { digits in
                var faults: UInt8 = 0
                for place in 0..<count {
                    let high = values[Int(digits[2 * place + 2])]
                    let low = values[Int(digits[2 * place + 3])]
                    faults |= high | low
                    target[start + place] = high << 4 | low
                }
                return faults < 16
            }
        }
    }

    /// The value of each digit; 255 of other bytes.
    private static let values: [UInt8] = (0...255).map { Hex.digit($0) ?? 255 }
}
