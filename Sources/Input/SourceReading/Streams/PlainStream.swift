internal import SourceDescriptions

/// The text of a file that is not compressed.
struct PlainStream: TextStream, ~Copyable {
    private let file: any SourceFile
    private var offset: UInt64

    var memberStart: UInt64 { 0 }

    init(_ file: any SourceFile, from position: SourcePosition) {
        self.file = file
        offset = position.stored + position.skipped
    }

    mutating func read(into buffer: inout [UInt8], _ range: Range<Int>) throws(SourceError) -> TextPiece? {
        let count = try file.read(at: offset, into: &buffer, range)
        guard count > 0 else { return nil }
        offset += UInt64(count)
        let start = SourcePosition(stored: offset - UInt64(count), skipped: 0)
        return TextPiece(count: count, start: start, storedBefore: nil)
    }
}
