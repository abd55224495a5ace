internal import Compression
internal import Formats
internal import SourceDescriptions

/// Formats of text, compressed or not: a record is a stretch of a stream.
enum TextFamily: FormatFamily {
    /// The bytes within which a header must end. Keeps the number and the length of names below 2^16, which is as much
    /// as a batch can carry.
    static let headerLimit = 65_534

    /// The empty pieces, of a megabyte of the file each, behind which nobody looks for the end of a header.
    private static let mostEmptyPieces = 64

    /// Inspects the beginning of a file's text. It rejects anything else, because no family follows.
    static func inspect(
        _ file: any SourceFile, _ naming: ColumnNaming, _ limits: ColumnarLimits
    ) throws(SourceError) -> SourceInspection? {
        let isNamed = naming.columns != nil
        let compression = try SourceCompression(of: file)
        let (sample, damage) = try beginning(of: file, compression)
        if let other = OtherFormat(of: sample, compression) { throw SourceError(file.path, .otherFormat(other)) }
        let match = try match(sample, naming, file.path)
        let inspection = SourceInspection(
            of: file, match, compression, isHeaderless: isNamed && match.header.isEmpty)
        guard match.names.isEmpty || isNamed else { return inspection }
        if let damage, match.names.isEmpty { throw damage }
        guard sample.isText else { throw SourceError(file.path, .notText(lookingLike: nil)) }
        guard sample.isWhole || isNamed else {
            let isFar = sample.bytes.count < headerLimit
            throw SourceError(file.path, .headerTooLong(limit: isFar ? mostEmptyPieces << 20 : headerLimit))
        }
        return inspection
    }

    static func damageSearch(
        in source: SourceDescription, at path: String, _ opener: any SourceOpener, _ watch: ReadingWatch
    ) throws(SourceError) -> (any DamageSearch & ~Copyable)? {
        guard source.compression != .none else { return nil }
        return try TextDamageSearch(source, at: path, opener, watch)
    }
}

/// Reads a compressed source to its end, because the checksum of a member follows it. Damaged bits mostly decompress to
/// plausible but wrong text, whose records must not be published. The start of the damage within its member is unknown.
///
/// A truncated source passes, since the text before the cut is right. So does an uncompressed one, and damage in a zstd
/// frame or xz stream without a checksum. Takes as long as decompressing the file.
struct TextDamageSearch: DamageSearch, ~Copyable {
    private let path: String
    private let watch: ReadingWatch
    private var stream: any TextStream & ~Copyable
    private var meter: TextMeter
    private var buffer = [UInt8](repeating: 0, count: 1 << 20)

    init(
        _ source: SourceDescription, at path: String, _ opener: any SourceOpener, _ watch: ReadingWatch
    ) throws(SourceError) {
        let file = try opener.open(path)
        stream = try source.compression.stream(of: file, from: .start, blockSize: 256 << 10)
        meter = TextMeter(watch.textLimits, from: 0)
        self.path = path
        self.watch = watch
    }

    mutating func run() throws(SourceError) -> SourceDamage? {
        do throws(SourceError) {
            while true {
                try watch.pass(.checking, path)
                guard let piece = try stream.read(into: &buffer, 0..<buffer.count) else { return nil }
                try meter.count(piece, of: path)
            }
        } catch {
            guard case .compressedData(let damage) = error.reason else { throw error }
            guard case .corrupt(let what) = damage.reason else { return nil }
            return SourceDamage(member: stream.memberStart, offset: damage.offset, what: what)
        }
    }
}

extension TextFamily {
    /// Reads a file's beginning, and one byte more to know whether the text goes on.
    ///
    /// - Returns: the sample, and why no more can be read when the file is damaged right after it.
    private static func beginning(
        of file: any SourceFile, _ compression: SourceCompression
    ) throws(SourceError) -> (TextSample, damage: SourceError?) {
        var stream = try compression.stream(of: file, from: .start, blockSize: headerLimit)
        var buffer = [UInt8](repeating: 0, count: headerLimit + 1)
        var count = 0
        var emptyPieces = 0
        var damage: SourceError?
        do throws(SourceError) {
            while count <= headerLimit, emptyPieces < mostEmptyPieces,
                let piece = try stream.read(into: &buffer, count..<buffer.count)
            {
                count += piece.count
                emptyPieces += piece.count == 0 ? 1 : 0
            }
        } catch {
            guard error.isDamage else { throw error }
            damage = error
        }
        let bytes = Array(buffer[0..<min(count, headerLimit)])
        return (
            TextSample(bytes, isWhole: damage == nil && emptyPieces < mostEmptyPieces && count <= headerLimit), damage
        )
    }

    private static func match(
        _ sample: TextSample, _ naming: ColumnNaming, _ path: String
    ) throws(SourceError) -> FormatMatch {
        let defect: HeaderDefect
        do throws(HeaderDefect) {
            return try SourceFormat.match(sample, naming)
        } catch {
            defect = error
        }
        throw SourceError(path, sample.isText ? .headerMalformed(defect.message) : .notText(lookingLike: nil))
    }
}
