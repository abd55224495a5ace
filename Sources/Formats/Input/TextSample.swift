/// The beginning of a file's text.
struct TextSample {
    let bytes: [UInt8]
    private let compression: SourceCompression
    /// Whether the text ends here.
    let isWhole: Bool
    /// Why no more can be read, when the file is damaged right behind the sample.
    let damage: SourceError?

    /// Reads up to `limit` bytes, and one more to know whether there are more.
    init(of file: any SourceFile, _ compression: SourceCompression, limit: Int) throws(SourceError) {
        var stream = try compression.stream(of: file, from: .start, blockSize: limit)
        var buffer = [UInt8](repeating: 0, count: limit + 1)
        var count = 0
        var damage: SourceError?
        do throws(SourceError) {
            while count <= limit, let piece = try stream.read(into: &buffer, count..<buffer.count) {
                count += piece.count
            }
        } catch {
            guard error.isDamage else { throw error }
            damage = error
        }
        self.damage = damage
        self.compression = compression
        isWhole = damage == nil && count <= limit
        bytes = Array(buffer[0..<min(count, limit)])
    }

    /// Without a byte order mark.
    var text: ArraySlice<UInt8> { bytes.dropFirst(byteOrderMarkCount) }

    var byteOrderMarkCount: Int { bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

    /// Whether most of the sample is text: valid UTF-8 that is no control character, line ends and tabs aside.
    var isText: Bool {
        let strange = String(decoding: bytes.prefix(4096), as: UTF8.self).unicodeScalars.count { scalar in
            scalar == "\u{FFFD}" || scalar.value < 0x20 && !["\t", "\n", "\r"].contains(scalar)
        }
        return !bytes.prefix(512).contains(0) && strange * 10 <= min(bytes.count, 4096)
    }

    /// The name of another format, when the sample starts as that does.
    var otherFormat: String? {
        let inner = SourceCompression(firstBytes: bytes.prefix(16))
        if inner != .none { return "\(inner.rawValue) within \(compression.rawValue)" }
        let formats: [(magic: [UInt8], name: String)] = [
            ([0x50, 0x4B, 0x03, 0x04], "a ZIP archive"),
            ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7-Zip archive"),
            ([0x04, 0x22, 0x4D, 0x18], "LZ4"),
            ([0x50, 0x41, 0x52, 0x31], "Parquet"),
            ([0xFF, 0xFE], "UTF-16"),
            ([0xFE, 0xFF], "UTF-16"),
        ]
        return formats.first { bytes.starts(with: $0.magic) }?.name
    }
}
