internal import ETLModels
internal import SourceDescriptions

/// Goes from record to record of what a node serves.
///
/// A position is a unit of the source, and the number of its records to skip. A record that is no row is one of another
/// kind: it is counted as skipped.
struct ChainCursor: RecordCursor, ~Copyable {
    private let path: String
    private let watch: ReadingWatch
    private let rows: any ChainRows
    private var piece = ChainPiece()
    /// The place of the current record in the piece.
    private var current = -1
    private let start: SourcePosition
    private let size: UInt64

    init(_ request: CursorRequest, _ file: any ChainFile) throws(SourceError) {
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

    /// Whether the current record is in a batch before the position.
    private var isBeforeStart: Bool {
        let entry = piece.entries[current]
        return entry.unit == start.stored && entry.place < start.skipped
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
            position: SourcePosition(stored: entry.unit, skipped: entry.place), storedBefore: entry.unit,
            isCheapToReach: true)
    }
}
