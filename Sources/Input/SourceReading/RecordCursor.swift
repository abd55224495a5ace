internal import ETLModels
internal import SourceDescriptions

/// Goes from record to record of a source: the seam between a format and the batches that are cut from its files.
///
/// Text is one implementation, ``TextCursor``. A format whose files are read by offsets, in groups of rows, is another. The
/// cutter's loop is compiled for each of them, so that no call for a record is a dynamic one.
protocol RecordCursor: ~Copyable {
    /// Goes to the next record. Repeated headers and blank lines are not records.
    ///
    /// - Returns: false after the last record.
    mutating func advance() throws(SourceError) -> Bool

    /// The record that was found last, in the form that the format's ``FieldSplitter`` reads: a record of text as it is in
    /// the file; one of a columnar format as its values, written one after the other. Valid until the next call.
    var record: RawRecord {
        @_lifetime(borrow self)
        get
    }

    /// Where the record starts that was found last, or looked for when there was an error.
    var mark: SourceMark { get }
}

/// A position at which reading can resume, and the cost of reaching it.
struct SourceMark {
    let position: SourcePosition
    /// The bytes of the file, as stored, that count as read when the reader is there.
    let storedBefore: UInt64
    /// Whether a reader that starts at the position reaches it at almost no cost.
    let isCheapToReach: Bool
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
    /// The bytes to read at once, where the format leaves a choice. The records do not depend on it.
    let pieceSize: Int
}
