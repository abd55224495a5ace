/// Recursive Length Prefix (yellow paper, appendix B), as far as hashes need it: it only writes.
package enum RLP {
    /// Appends a string of bytes.
    package static func append(_ bytes: RawSpan, to text: inout [UInt8]) {
        appendHeader(ofBytes: bytes.byteCount, first: bytes.isEmpty ? 0 : bytes.first, to: &text)
        bytes.withUnsafeBytes { text.append(contentsOf: $0) }
    }

    /// Appends a number: its bytes without leading zeros.
    package static func append(_ number: UInt64, to text: inout [UInt8]) {
        let count = 8 - number.leadingZeroBitCount / 8
        appendHeader(ofBytes: count, first: UInt8(truncatingIfNeeded: number), to: &text)
        for place in stride(from: count - 1, through: 0, by: -1) {
            text.append(UInt8(truncatingIfNeeded: number >> UInt64(place * 8)))
        }
    }

    /// Appends what comes in front of a string; nothing if the string is a byte below 128.
    package static func appendHeader(ofBytes count: Int, first: UInt8, to text: inout [UInt8]) {
        guard count != 1 || first >= 0x80 else { return }
        appendHeader(count, short: 0x80, to: &text)
    }

    /// Appends what comes in front of the items of a list.
    ///
    /// - Parameter count: the bytes of all items.
    package static func appendHeader(ofList count: Int, to text: inout [UInt8]) {
        appendHeader(count, short: 0xC0, to: &text)
    }

    /// The bytes of a string with its header.
    package static func size(ofBytes count: Int, first: UInt8) -> Int {
        count == 1 && first < 0x80 ? 1 : headerSize(count) + count
    }

    /// The bytes of a list with its header.
    package static func size(ofList count: Int) -> Int { headerSize(count) + count }

    private static func headerSize(_ count: Int) -> Int { count < 56 ? 1 : 1 + bytes(of: count) }

    private static func bytes(of count: Int) -> Int { 8 - count.leadingZeroBitCount / 8 }

    private static func appendHeader(_ count: Int, short: UInt8, to text: inout [UInt8]) {
        guard count >= 56 else { return text.append(short + UInt8(count)) }
        let size = bytes(of: count)
        text.append(short + 55 + UInt8(size))
        for place in stride(from: size - 1, through: 0, by: -1) {
            text.append(UInt8(truncatingIfNeeded: count >> (place * 8)))
        }
    }
}

extension RawSpan {
    fileprivate var first: UInt8 { unsafeLoad(fromByteOffset: 0, as: UInt8.self) }
}
