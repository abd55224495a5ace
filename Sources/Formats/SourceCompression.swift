internal import Compression

/// How a source is compressed. The registry of what there is: a new compression is one more case here, and its decoder.
package enum SourceCompression: String, Sendable, Hashable, Codable, CaseIterable {
    /// Not at all.
    case none
    /// gzip, of one or more members.
    case gzip
    /// Zstandard, of one or more frames.
    case zstd
    /// bzip2, of one or more streams.
    case bzip2
    /// xz, of one or more streams.
    case xz

    /// Tells the compression by a file's beginning.
    init(of file: any SourceFile) throws(SourceError) {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = try file.read(at: 0, into: &bytes, 0..<bytes.count)
        self.init(firstBytes: bytes.prefix(count))
    }

    /// Tells the compression by the first bytes of a file, 16 of them if it has so many.
    init(firstBytes bytes: some Collection<UInt8>) {
        self = Self.allCases.first { $0.beginnings.contains { $0.isBeginning(of: bytes) } } ?? .none
    }

    /// The compressions there are, in words.
    package static let names = "\(named.dropLast().joined(separator: ", ")) or \(named.last ?? "")"
    private static let named = allCases.filter { $0 != .none }.map(\.rawValue)

    /// The text of a file, read from a position.
    ///
    /// - Parameters:
    ///   - blockSize: the bytes of the file to read at once, where they have to be held.
    ///   - damage: that of the file, as far as it is known: the text ends in front of its member.
    func stream(
        of file: any SourceFile, from position: SourcePosition, blockSize: Int, damage: SourceDamage? = nil
    ) throws(SourceError) -> any TextStream & ~Copyable {
        switch self {
        case .none: PlainStream(file, from: position)
        case .gzip: try CompressedStream<GzipDecoder>(file, from: position, blockSize: blockSize, damage: damage)
        case .zstd: try CompressedStream<ZstdDecoder>(file, from: position, blockSize: blockSize, damage: damage)
        case .bzip2: try CompressedStream<Bzip2Decoder>(file, from: position, blockSize: blockSize, damage: damage)
        case .xz: try CompressedStream<XZDecoder>(file, from: position, blockSize: blockSize, damage: damage)
        }
    }

    private var beginnings: [MemberBeginning] {
        switch self {
        case .none: []
        case .gzip: GzipDecoder.beginnings
        case .zstd: ZstdDecoder.beginnings
        case .bzip2: Bzip2Decoder.beginnings
        case .xz: XZDecoder.beginnings
        }
    }
}
