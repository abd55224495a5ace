internal import Compression
internal import SourceDescriptions

extension SourceCompression {
    /// Detects the compression by a file's first bytes.
    init(of file: any SourceFile) throws(SourceError) {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = try file.read(at: 0, into: &bytes, 0..<bytes.count)
        self.init(firstBytes: bytes.prefix(count))
    }

    /// Detects the compression by the first bytes of a file: 16, or the whole file if it is shorter.
    init(firstBytes bytes: some Collection<UInt8>) {
        self = Self.allCases.first { $0.beginnings.contains { $0.isBeginning(of: bytes) } } ?? .none
    }

    /// The text of a file, read from a position.
    ///
    /// - Parameters:
    ///   - blockSize: the bytes of the file to read at once, if they must be buffered.
    ///   - damage: known damage of the file; the text ends before the damaged member.
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
