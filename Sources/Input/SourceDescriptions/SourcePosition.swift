/// A place between two records of a source, at which reading can resume.
package struct SourcePosition: Sendable, Hashable, Codable {
    /// The offset in the file, in bytes, to start reading at. In a compressed file a member starts there: a frame
    /// of zstd, a stream of bzip2 or xz. In a columnar file a group of rows starts there.
    package let stored: UInt64
    /// The amount to skip from there: bytes of text, 0 in a file that is not compressed; or rows of a group.
    package let skipped: UInt64

    /// Names a place.
    package init(stored: UInt64, skipped: UInt64) {
        self.stored = stored
        self.skipped = skipped
    }

    /// The beginning of every source.
    package static let start = SourcePosition(stored: 0, skipped: 0)
}
