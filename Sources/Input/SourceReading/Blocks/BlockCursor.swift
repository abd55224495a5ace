internal import ETLModels
internal import SourceDescriptions

/// Goes from log to log of a range of blocks.
///
/// A position is a block, counted from the first of the range, and the number of its logs to skip. A log that is no row is
/// a record of another kind: it is counted as skipped.
struct BlockCursor: RecordCursor, ~Copyable {
    private let path: String
    private let watch: ReadingWatch
    private let rows: any BlockRows
    private var piece = BlockPiece()
    /// The place of the current log in the piece.
    private var current = -1
    private let start: SourcePosition
    private let size: UInt64

    init(_ request: CursorRequest, _ file: any BlockFile) throws(SourceError) {
        path = file.path
        size = file.size
        watch = request.watch
        start = request.position
        rows = try file.rows(from: request.position.stored)
    }

    mutating func advance() throws(SourceError) -> Bool {
        repeat {
            current += 1
            while current == piece.count {
                let watch = watch
                let path = path
                guard try rows.next(into: &piece, { () throws(SourceError) in try watch.pass(.reading, path) }) else {
                    current = piece.count - 1
                    return false
                }
                current = 0
            }
        } while isBeforeStart
        return true
    }

    /// Whether the current log is in a batch before the position.
    private var isBeforeStart: Bool {
        let entry = piece.entries[current]
        return entry.block == start.stored && entry.place < start.skipped
    }

    func append(to builder: inout RawBatchBuilder) -> Bool {
        let entry = piece.entries[current]
        let begin = current == 0 ? 0 : piece.entries[current - 1].end
        guard builder.hasRoom(for: entry.end - begin) else { return false }
        let text = piece.text.span.bytes.extracting(begin..<entry.end)
        builder.append(RawRecord(text: text, defect: entry.isRow ? nil : .otherKind))
        return true
    }

    var mark: SourceMark {
        guard piece.entries.indices.contains(current) else {
            return SourceMark(position: start, storedBefore: start.stored, isCheapToReach: true)
        }
        let entry = piece.entries[current]
        return SourceMark(
            position: SourcePosition(stored: entry.block, skipped: entry.place), storedBefore: entry.block,
            isCheapToReach: true)
    }
}
