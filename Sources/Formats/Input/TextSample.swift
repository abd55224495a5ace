/// The beginning of a file's text.
struct TextSample {
    let bytes: [UInt8]
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
        let formats: [(magic: [UInt8], name: String)] = [
            ([0x28, 0xB5, 0x2F, 0xFD], "Zstandard"),
            ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "xz"),
            ([0x42, 0x5A, 0x68, 0x39], "bzip2"),
            ([0x50, 0x4B, 0x03, 0x04], "a ZIP archive"),
            ([0x50, 0x41, 0x52, 0x31], "Parquet"),
            ([0x1F, 0x8B], "gzip within gzip"),
            ([0xFF, 0xFE], "UTF-16"),
            ([0xFE, 0xFF], "UTF-16"),
        ]
        return formats.first { bytes.starts(with: $0.magic) }?.name
    }
}
