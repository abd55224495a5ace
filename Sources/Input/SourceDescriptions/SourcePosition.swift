/// A place between two records of a source, at which reading can resume.
package struct SourcePosition: Sendable, Hashable, Codable {
    /// The offset in the file, in bytes, to start reading at. In a compressed file a member starts there: a frame
    /// of zstd, a stream of bzip2 or xz. In a columnar file a group of rows starts there.
    package let stored: UInt64
    /// The amount to skip from there: bytes of text, 0 in a file that is not compressed; or rows of a group.
    package let skipped: UInt64
    /// The number of the line that starts there, from 1. It stays 1 where a format has no lines.
    package let line: UInt64

    /// Names a place.
    package init(stored: UInt64, skipped: UInt64, line: UInt64 = 1) {
        self.stored = stored
        self.skipped = skipped
        self.line = line
    }

    /// The beginning of every source.
    package static let start = SourcePosition(stored: 0, skipped: 0)
}

extension SourcePosition {
    /// A position of an older program has no line.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            stored: try values.decode(UInt64.self, forKey: .stored),
            skipped: try values.decode(UInt64.self, forKey: .skipped),
            line: try values.decodeIfPresent(UInt64.self, forKey: .line) ?? 1)
    }
}
