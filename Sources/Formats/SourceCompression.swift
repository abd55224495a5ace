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
    /// - Parameter blockSize: the bytes of the file to read at once, where they have to be held.
    func stream(
        of file: any SourceFile, from position: SourcePosition, blockSize: Int
    ) throws(SourceError) -> any TextStream & ~Copyable {
        switch self {
        case .none: PlainStream(file, from: position)
        case .gzip: try CompressedStream<GzipDecoder>(file, from: position, blockSize: blockSize)
        case .zstd: try CompressedStream<ZstdDecoder>(file, from: position, blockSize: blockSize)
        case .bzip2: try CompressedStream<Bzip2Decoder>(file, from: position, blockSize: blockSize)
        case .xz: try CompressedStream<XZDecoder>(file, from: position, blockSize: blockSize)
        }
    }

    /// How such data begins.
    private var beginnings: [Beginning] {
        switch self {
        case .none: []
        case .gzip: [Beginning(bytes: [0x1F, 0x8B])]
        // A frame, or a skippable one.
        case .zstd:
            [
                Beginning(bytes: [0x28, 0xB5, 0x2F, 0xFD]),
                Beginning(bytes: [0x50, 0x2A, 0x4D, 0x18], free: 0x0F, at: 0),
            ]
        // A level from 1 to 9, and a block or the end. All of that, since it might be text.
        case .bzip2:
            [
                Beginning(bytes: Array("BZh01AY&SY".utf8), free: 0x0F, at: 3),
                Beginning(bytes: Array("BZh0".utf8) + [0x17, 0x72, 0x45, 0x38, 0x50, 0x90], free: 0x0F, at: 3),
            ]
        case .xz: [Beginning(bytes: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0])]
        }
    }
}

/// The bytes that a file begins with, some bits of one of them aside.
private struct Beginning {
    let bytes: [UInt8]
    var free: UInt8 = 0
    var at = -1

    /// Whether the bytes begin so. Of fewer than these bytes, but more than three, all have to fit: the rest was cut off.
    func isBeginning(of other: some Collection<UInt8>) -> Bool {
        guard other.count >= min(bytes.count, 4) else { return false }
        return zip(bytes, other).enumerated().allSatisfy { index, pair in
            (pair.0 ^ pair.1) & (index == at ? ~free : 0xFF) == 0
        }
    }
}
