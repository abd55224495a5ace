package import ETLModels
internal import Formats
package import SourceDescriptions

/// One of the sources that are read from a mixed stream at once: a kind of record, and the batch that is being filled.
package final class StreamShare {
    /// The kind of the source's records.
    package let kind: RecordKind
    /// The batch that is being filled.
    package var builder: RawBatchBuilder
    private let filter: ItemFilter
    // The number of the next record for the batch. Earlier ones are in earlier batches.
    private var nextRecord: UInt64
    // The bytes of the file before the batch; nil until its first record is found.
    private var storedBefore: UInt64?

    /// A source whose next batch starts at a record.
    ///
    /// - Parameters:
    ///   - builder: an empty builder for the source's batches.
    ///   - record: the number of the batch's first record, where the stream's first is 1.
    package init(kind: RecordKind, builder: consuming RawBatchBuilder, from record: UInt64) {
        self.kind = kind
        self.builder = builder
        filter = ItemFilter(kind)
        nextRecord = record
        storedBefore = record == 1 ? 0 : nil
    }

    /// Whether a record is the first that the share takes, so that it needs its mark.
    func begins(at number: UInt64) -> Bool { storedBefore == nil && number == nextRecord }

    /// Notes the mark of the first record that the share takes.
    func begin(at mark: SourceMark) { storedBefore = mark.storedBefore }

    /// Adds a record of the stream to the batch, or skips it if an earlier batch has it.
    ///
    /// - Returns: false if the batch has no room for it.
    func take(_ record: RawRecord, number: UInt64) -> Bool {
        guard number >= nextRecord else { return true }
        let own = filter.filtered(record)
        guard builder.hasRoom(for: own.text.byteCount) else { return false }
        builder.append(own)
        nextRecord = number + 1
        return true
    }

    /// Ends the batch before a place in the file.
    func cut(at mark: SourceMark, isLast: Bool) -> CutBatch {
        let before = storedBefore ?? mark.storedBefore
        storedBefore = mark.storedBefore
        return CutBatch(
            recordCount: builder.count, sourceBytes: mark.storedBefore - before, next: mark.position,
            isCheapToReach: mark.isCheapToReach, isLast: isLast)
    }
}

/// Reads a mixed stream once, and cuts it into batches of several kinds.
///
/// Each source has the same batches as with a ``SourceReader`` of its own. Calls block in `read`. Not thread-safe.
package struct SharedStream: ~Copyable {
    private let cutter: AnySharedCutter

    /// Opens a stream and goes to the earliest of the shares' starts.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - opener: where the file is.
    ///   - source: the file's description as a source of any kind.
    ///   - start: the position and the number of the record at which the earliest share starts.
    ///   - damage: the damage that ``SourceCheck`` found.
    ///   - limits: those of the batches.
    ///   - watch: follows the reading.
    /// - Throws: ``SourceError``, also if the file differs from the description, or mixes no kinds.
    package init(
        path: String, opener: any SourceOpener, source: SourceDescription,
        from start: (position: SourcePosition, record: UInt64), shares: [StreamShare], damage: SourceDamage?,
        limits: BatchLimits, watch: ReadingWatch = ReadingWatch()
    ) throws(SourceError) {
        let request = try CursorRequest(
            opening: path, by: opener, source: source, position: start.position, kind: nil, damage: damage,
            limits: limits, watch: watch, pieceSize: 256 << 10)
        guard let cutter = try source.format.sharedCutter(request, shares, from: start.record) else {
            throw SourceError(path, .contentChanged)
        }
        self.cutter = cutter
    }

    /// Fills the builders of the shares until one of them is full.
    ///
    /// - Returns: the place of that share, and what its builder now holds; nil after the last batch of each share.
    /// - Throws: ``SourceError``, after the records before damage were delivered; see ``SourceReader/nextBatch(into:)``.
    package mutating func nextBatch() throws(SourceError) -> (share: Int, batch: CutBatch)? { try cutter.nextBatch() }
}
