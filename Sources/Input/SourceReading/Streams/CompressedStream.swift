internal import Compression
internal import SourceDescriptions

/// The text of a compressed file. A piece never reaches beyond its member.
///
/// The file is read in blocks that end at multiples of the block size, and every piece fills its buffer unless its
/// member ends. So the library gets the same portions in every run, and consumes the same bytes for each.
struct CompressedStream<Decoder: MemberDecoder & ~Copyable>: TextStream, ~Copyable {
    private let file: any SourceFile
    private var decompressor: Decompressor<Decoder>
    private var block: [UInt8]
    private var unread: Range<Int> = 0..<0
    private var fileOffset: UInt64
    /// The start of the last piece's member.
    private var pieceMember: UInt64
    private let damage: SourceDamage?
    private var memberOffset: UInt64 = 0
    /// Where the file stood before the next piece, if parts of it without text have been passed since.
    private var textlessSince: UInt64?

    /// The bytes of the file after which a read returns, if they hold no text: members may be empty, and padding has any length.
    private let mostWithoutText: UInt64 = 1 << 20

    var memberStart: UInt64 { decompressor.memberStart }

    /// - Parameter damage: known damage of the file; the damaged member is not read.
    init(
        _ file: any SourceFile, from position: SourcePosition, blockSize: Int, damage: SourceDamage?
    ) throws(SourceError) {
        self.file = file
        self.damage = damage
        do throws(DecompressionError) {
            decompressor = try Decompressor(at: position.stored)
        } catch {
            throw SourceError(file.path, error)
        }
        block = [UInt8](repeating: 0, count: blockSize)
        fileOffset = position.stored
        pieceMember = position.stored
    }

    mutating func read(into buffer: inout [UInt8], _ range: Range<Int>) throws(SourceError) -> TextPiece? {
        try checkMember()
        let first = decompressor.offset
        var storedBefore = textlessSince ?? first
        var count = 0
        var endsMember = false
        while count < range.count, !endsMember || count == 0 {
            let isAtEnd = unread.isEmpty ? try !readBlock() : false
            guard let step = try decompress(into: &buffer, range.dropFirst(count), hasText: count > 0) else { break }
            // Of a file that was cut off, the decompressor may hold text that the last piece had no room for.
            if isAtEnd, step.produced == 0 {
                if count == 0 { return try finish() }
                break
            }
            if memberStart != pieceMember {
                startMember()
                try checkMember()
                storedBefore = memberStart
            }
            count += step.produced
            endsMember = step.endsMember
            if count == 0, decompressor.offset - first >= mostWithoutText { break }
        }
        textlessSince = count == 0 ? storedBefore : nil
        let start = SourcePosition(stored: pieceMember, skipped: memberOffset)
        memberOffset += UInt64(count)
        return TextPiece(count: count, start: start, storedBefore: storedBefore)
    }
}

extension CompressedStream where Decoder: ~Copyable {
    /// Ends the text before a member that is known to be damaged.
    private func checkMember() throws(SourceError) {
        guard let damage, memberStart >= damage.member else { return }
        throw damage.error(file.path, Decoder.name)
    }

    /// Starts another piece if the decompressor has begun another member.
    private mutating func startMember() {
        pieceMember = memberStart
        memberOffset = 0
    }

    /// Reads up to the next multiple of the block size; false when the file has ended.
    private mutating func readBlock() throws(SourceError) -> Bool {
        let wanted = block.count - Int(fileOffset % UInt64(block.count))
        let count = try file.read(at: fileOffset, into: &block, 0..<wanted)
        fileOffset += UInt64(count)
        unread = 0..<count
        return count > 0
    }

    /// Decompresses the bytes read; nil if there is damage after text that must be delivered first.
    /// The decompressor reports the damage again.
    private mutating func decompress(
        into buffer: inout [UInt8], _ range: Range<Int>, hasText: Bool
    ) throws(SourceError) -> DecompressionStep? {
        do throws(DecompressionError) {
            let step = try decompressor.decompress(block, unread, into: &buffer, range)
            unread = unread.lowerBound + step.consumed..<unread.upperBound
            return step
        } catch {
            if hasText { return nil }
            throw SourceError(file.path, error)
        }
    }

    private func finish() throws(SourceError) -> TextPiece? {
        do throws(DecompressionError) {
            try decompressor.finish()
            return nil
        } catch {
            throw SourceError(file.path, error)
        }
    }
}
