/// The beginning of a source's text, by which its format is recognised.
package struct TextSample: Sendable {
    /// The bytes, byte order marks included.
    package let bytes: [UInt8]
    /// Whether the text ends with the sample.
    package let isWhole: Bool

    package init(_ bytes: [UInt8], isWhole: Bool) {
        self.bytes = bytes
        self.isWhole = isWhole
    }

    /// The text without byte order marks.
    package var text: ArraySlice<UInt8> { bytes.dropFirst(byteOrderMarkCount) }

    /// The first byte of the text that is not blank; nil if there is none.
    var firstByte: UInt8? { text.first { !$0.isJSONBlank } }

    /// The bytes of the byte order marks at the start. Programs that join files leave several.
    var byteOrderMarkCount: Int {
        var count = 0
        while bytes.dropFirst(count).starts(with: Self.byteOrderMark) { count += Self.byteOrderMark.count }
        return count
    }

    /// What may stand before UTF-8, any number of times.
    package static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Whether most of the sample is text: valid UTF-8 that is no control character, line ends and tabs aside.
    package var isText: Bool {
        let strange = String(decoding: bytes.prefix(4096), as: UTF8.self).unicodeScalars.count { scalar in
            scalar == "\u{FFFD}" || scalar.value < 0x20 && !["\t", "\n", "\r"].contains(scalar)
        }
        return !bytes.prefix(512).contains(0) && strange * 10 <= min(bytes.count, 4096)
    }
}
