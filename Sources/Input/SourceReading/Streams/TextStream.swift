internal import SourceDescriptions

/// The text of a source, decompressed, piece by piece.
protocol TextStream: ~Copyable {
    /// Where the member of the file starts that is being read; the file's start when it is not compressed.
    var memberStart: UInt64 { get }

    /// Reads the next piece to the start of a range of the buffer; nil after the last.
    ///
    /// A piece is empty after a megabyte of the file that holds no text, so that nobody is kept for long. Empty pieces do not
    /// change those that follow.
    ///
    /// The pieces are the same in every run over the same file, from wherever it starts, as long as the ranges have one
    /// size. What a damaged file holds before the damage is delivered first.
    mutating func read(into buffer: inout [UInt8], _ range: Range<Int>) throws(SourceError) -> TextPiece?
}

/// A piece of a source's text, and where it comes from.
struct TextPiece {
    /// Its size, in bytes; 0 if a part of the file holds no text.
    let count: Int
    /// Where its first byte is.
    let start: SourcePosition
    /// The bytes of the file before the piece; nil for an uncompressed file, where every byte has an offset.
    let storedBefore: UInt64?

    /// The maximum bytes of a member that can be decompressed and skipped at almost no cost.
    private static let mostToSkip: UInt64 = 4 << 20

    /// The place of one of its bytes.
    func mark(at offset: Int) -> SourceMark {
        if let storedBefore {
            let position = SourcePosition(stored: start.stored, skipped: start.skipped + UInt64(offset))
            return SourceMark(
                position: position, storedBefore: storedBefore,
                isCheapToReach: position.skipped <= Self.mostToSkip)
        }
        let position = SourcePosition(stored: start.stored + UInt64(offset), skipped: 0)
        return SourceMark(position: position, storedBefore: position.stored, isCheapToReach: true)
    }
}
