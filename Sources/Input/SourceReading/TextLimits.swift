internal import SourceDescriptions

/// Limits for the text of a compressed source. A few kilobytes can stand for terabytes.
package struct TextLimits: Sendable, Hashable {
    /// The most bytes of text for each byte of the compressed file.
    package let ratio: Int
    /// The most bytes of text.
    package let bytes: UInt64

    /// The text below which the ratio does not matter: so much is read within seconds.
    static let unlimitedText: UInt64 = 256 << 20

    /// Exports have 3 to 30 bytes of text for each byte; the densest gzip has 1,032, of one repeated byte.
    package static let usual = TextLimits(ratio: 1000, bytes: 4 << 40)
    /// No limits.
    package static let none = TextLimits(ratio: .max, bytes: .max)

    package init(ratio: Int, bytes: UInt64) {
        self.ratio = ratio
        self.bytes = bytes
    }
}

/// Counts the text of a source against its limits.
struct TextMeter {
    private let limits: TextLimits
    private let start: UInt64
    private var text: UInt64 = 0

    /// - Parameter start: where reading starts in the compressed file.
    init(_ limits: TextLimits, from start: UInt64) {
        self.limits = limits
        self.start = start
    }

    /// Counts a piece.
    ///
    /// - Throws: ``SourceError`` if the text exceeds a limit.
    mutating func count(_ piece: TextPiece, of path: String) throws(SourceError) {
        // Of an uncompressed file, the text is the file.
        guard let stored = piece.storedBefore else { return }
        try count(piece.count, before: stored, of: path)
    }

    /// Counts some bytes.
    ///
    /// - Parameter stored: the bytes of the file that have been read.
    mutating func count(_ bytes: Int, before stored: UInt64, of path: String) throws(SourceError) {
        text += UInt64(bytes)
        guard text > TextLimits.unlimitedText else { return }
        if text > limits.bytes { throw SourceError(path, .tooMuchText(limit: limits.bytes)) }
        let ratio = text / max(1, stored - min(start, stored))
        if ratio > UInt64(limits.ratio) { throw SourceError(path, .tooDense(limit: limits.ratio)) }
    }
}
