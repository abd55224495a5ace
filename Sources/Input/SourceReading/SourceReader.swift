package import ETLModels
package import SourceDescriptions

/// Reads a source and cuts it into batches of records.
///
/// The batches depend only on the file's bytes and on the limits. A reader that starts where a batch started cuts that
/// batch and all later ones again, byte for byte. Takes about 2 MiB of memory for any source. Calls block in `read`.
/// Not thread-safe.
package struct SourceReader: ~Copyable {
    private let cutter: AnyBatchCutter

    /// Opens a source and goes to a position in it.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - opener: where the file is.
    ///   - source: the file's description by ``SourceInspection``.
    ///   - position: ``SourcePosition/start``, or ``CutBatch/next`` of an earlier batch of the same source.
    ///   - kind: the kind of the records to read; nil for all.
    ///   - damage: the damage that ``SourceCheck`` found.
    ///   - limits: those of the batches.
    ///   - watch: follows the reading.
    ///   - pieceSize: the bytes to read at once. The records do not depend on it.
    /// - Throws: ``SourceError``, also if the file's size, time, header or fingerprint differ from the description.
    package init(
        path: String, opener: any SourceOpener = SourceRoots.everywhere, source: SourceDescription,
        from position: SourcePosition = .start, kind: RecordKind? = nil, damage: SourceDamage? = nil,
        limits: BatchLimits, watch: ReadingWatch = ReadingWatch(), pieceSize: Int = 256 << 10
    ) throws(SourceError) {
        cutter = try source.format.cutter(
            CursorRequest(
                opening: path, by: opener, source: source, position: position, kind: kind, damage: damage,
                limits: limits, watch: watch, pieceSize: pieceSize))
    }

    /// Fills a builder up to its limits with the records that come next.
    ///
    /// Headers and blank lines are not records. A source without records is one empty batch.
    ///
    /// - Parameter builder: an empty one; the caller finishes the batch with what this returns. After a pause on the way to the position,
    ///   call it again.
    /// - Returns: what the builder now holds; nil after the last batch.
    /// - Throws: ``SourceError``, also when the file was modified in the meantime. Records before damage are
    ///   delivered first, as a batch that is not the last; a record that the damage interrupts is not. After an error,
    ///   every call throws it again.
    package mutating func nextBatch(into builder: inout RawBatchBuilder) throws(SourceError) -> CutBatch? {
        try cutter.nextBatch(into: &builder)
    }
}
