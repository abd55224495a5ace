/// How a source is compressed. The registry of what there is: a new compression is one more case here, and its stream.
package enum SourceCompression: String, Sendable, Hashable, Codable, CaseIterable {
    /// Not at all.
    case none
    /// gzip, of one or more members.
    case gzip

    /// Tells the compression by a file's first bytes.
    init(firstBytes: RawSpan) {
        let isGzip = firstBytes.byteCount >= 2 && firstBytes.byte(at: 0) == 0x1F && firstBytes.byte(at: 1) == 0x8B
        self = isGzip ? .gzip : .none
    }

    /// The text of a file, read from a position.
    ///
    /// - Parameter blockSize: the bytes of the file to read at once, where they have to be held.
    func stream(
        of file: any SourceFile, from position: SourcePosition, blockSize: Int
    ) throws(SourceError) -> any TextStream & ~Copyable {
        switch self {
        case .none: PlainStream(file, from: position)
        case .gzip: try GzipStream(file, from: position, blockSize: blockSize)
        }
    }
}
