/// The header of a file, and what its beginning tells.
struct SourceHeader {
    let compression: SourceCompression
    let format = SourceFormat.csv
    let delimiter = UInt8(ascii: ",")
    /// The line as it is in the file, without its line end and without a byte order mark; empty when the file is.
    let line: [UInt8]
    /// The names; none when the file is empty.
    let columns: [String]

    /// The bytes within which a header must end. Keeps the number and the length of names below 2^16, which is as much
    /// as a batch can carry.
    static let limit = 65_534

    /// Reads the beginning of a file.
    init(of file: SourceFile) throws(SourceError) {
        var magic = [UInt8](repeating: 0, count: 2)
        let magicCount = try file.read(at: 0, into: &magic, 0..<magic.count)
        compression = SourceCompression(firstBytes: magic.span.bytes.extracting(0..<magicCount))

        let sample = try TextSample(of: file, compression, limit: Self.limit)
        line = try Self.firstLine(of: sample, format.scanner(delimiter: delimiter), file.path)
        let defect: HeaderDefect
        do throws(HeaderDefect) {
            columns = line.isEmpty ? [] : try format.columns(ofHeader: line, delimiter: delimiter)
            return
        } catch {
            defect = error
        }
        throw SourceError(file.path, sample.isText ? .headerMalformed(defect.message) : .notText(lookingLike: nil))
    }

    private static func firstLine(
        of sample: TextSample, _ scanner: consuming any RecordScanner, _ path: String
    ) throws(SourceError) -> [UInt8] {
        if let guess = sample.otherFormat { throw SourceError(path, .notText(lookingLike: guess)) }
        var start = sample.byteOrderMarkCount
        while start < sample.bytes.count {
            scanner.begin(at: start)
            guard let end = scanner.scan(sample.bytes, count: sample.bytes.count, isComplete: sample.isWhole) else {
                break
            }
            if end.isUnclosed { throw SourceError(path, .headerMalformed("a quoted name is not closed")) }
            if end.end > start { return Array(sample.bytes[start..<end.end]) }
            start = end.next
        }
        if let damage = sample.damage { throw damage }
        guard sample.isText else { throw SourceError(path, .notText(lookingLike: nil)) }
        guard sample.isWhole else { throw SourceError(path, .headerTooLong(limit: limit)) }
        return []
    }
}

/// Why a line is no header.
struct HeaderDefect: Error {
    /// What is wrong, in words.
    let message: String
}
