internal import ETLModels
internal import SourceDescriptions

/// Goes from record to record of a source: the seam between a format and the batches that are cut from its files.
///
/// Text is one implementation, ``TextCursor``. A format whose files are read by offsets, in groups of rows, is another:
/// ``ParquetCursor``. The compiler specialises the cutter's loop for each of them, so that no call per record is dynamic.
protocol RecordCursor: ~Copyable {
    /// Goes to the next record. Repeated headers and blank lines are not records.
    ///
    /// - Returns: false after the last record.
    mutating func advance() throws(SourceError) -> Bool

    /// Appends the current record to a batch.
    ///
    /// - Returns: false if the batch has no room for it.
    mutating func append(to builder: inout RawBatchBuilder) -> Bool

    /// The start of the current record, or of the record at which `advance` failed.
    var mark: SourceMark { get }
}

/// Goes through records of text.
protocol TextRecordCursor: RecordCursor, ~Copyable {
    /// The current record as in the file, which the format's ``FieldSplitter`` reads and rejects store. Valid until the next
    /// call.
    var record: RawRecord {
        @_lifetime(borrow self)
        get
    }
}

extension TextRecordCursor where Self: ~Copyable {
    func append(to builder: inout RawBatchBuilder) -> Bool {
        let record = record
        guard builder.hasRoom(for: record.text.byteCount) else { return false }
        builder.append(record)
        return true
    }
}

/// A position at which reading can resume, and the cost of reaching it.
struct SourceMark {
    let position: SourcePosition
    /// The bytes of the stored file that count as read at this position.
    let storedBefore: UInt64
    /// Whether a reader that starts at the position reaches it at almost no cost.
    let isCheapToReach: Bool

    /// The same place, with the number of the line there.
    func at(line: UInt64) -> SourceMark {
        SourceMark(
            position: SourcePosition(stored: position.stored, skipped: position.skipped, line: line),
            storedBefore: storedBefore, isCheapToReach: isCheapToReach)
    }
}

/// The parameters for opening a cursor.
struct CursorRequest {
    /// The file, which is still the one that was submitted.
    let file: any SourceFile
    /// The inspection of the file's beginning.
    let inspection: SourceInspection
    let source: SourceDescription
    let position: SourcePosition
    /// The kind of the records to read; nil for all.
    let kind: RecordKind?
    /// The damage that ``SourceCheck`` found.
    let damage: SourceDamage?
    let limits: BatchLimits
    /// Follows the reading.
    let watch: ReadingWatch
    /// The bytes to read at once, where the format leaves a choice. The records do not depend on it.
    let pieceSize: Int
}

extension CursorRequest {
    /// Opens a source.
    ///
    /// - Throws: ``SourceError``, also if the file's size, time, header or fingerprint differ from the description.
    init(
        opening path: String, by opener: any SourceOpener, source: SourceDescription, position: SourcePosition,
        kind: RecordKind?, damage: SourceDamage?, limits: BatchLimits, watch: ReadingWatch, pieceSize: Int
    ) throws(SourceError) {
        let file = try opener.open(path)
        guard file.size == source.size else {
            throw SourceError(path, .sizeChanged(expected: source.size, found: file.size))
        }
        let inspection = try SourceInspection(of: file, source.naming, watch.columnarLimits)
        guard inspection.agrees(with: source), position.stored <= file.size else {
            throw SourceError(path, .contentChanged)
        }
        guard file.modified == source.modified else { throw SourceError(path, .timeChanged) }
        // The job of an older program has none.
        guard source.fingerprint == nil || source.fingerprint == inspection.fingerprint else {
            throw SourceError(path, .contentChanged)
        }
        self.init(
            file: file, inspection: inspection, source: source, position: position, kind: kind, damage: damage,
            limits: limits, watch: watch, pieceSize: pieceSize)
    }
}
