package import ETLModels

/// Reads a source and cuts it into batches of records.
///
/// The batches depend on the file's bytes and on the limits, and on nothing else: a reader that starts where a batch
/// started cuts that batch and all that follow byte for byte as they were. Takes about 2 MiB of memory, whatever the
/// source. Calls block in `read`; not to be used by two threads at once.
package struct SourceReader: ~Copyable {
    private var records: RecordStream
    private let file: any SourceFile
    private let header: [UInt8]
    private let filter: ItemFilter
    private var storedBefore: UInt64 = 0
    private var hasPending = false
    private var isFinished = false
    private var failure: SourceError?

    /// Opens a source and goes to a position in it.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - opener: where the file is.
    ///   - source: what ``SourceDescription/inspect(path:opener:kindIsGiven:)`` found out about it.
    ///   - position: ``SourcePosition/start``, or what an earlier batch of the same source said in ``CutBatch/next``.
    ///   - kind: the kind of the records that are wanted; nil for all.
    ///   - damage: what ``SourceCheck`` found.
    ///   - limits: those of the batches.
    /// - Throws: ``SourceError``, also when the file's size, time or header are not what the description says.
    package init(
        path: String, opener: any SourceOpener = SourceRoots.everywhere, source: SourceDescription,
        from position: SourcePosition = .start, kind: RecordKind? = nil, damage: SourceDamage? = nil,
        limits: BatchLimits
    ) throws(SourceError) {
        try self.init(
            path: path, opener: opener, source: source, from: position, kind: kind, damage: damage,
            limits: limits, pieceSize: 256 * 1024)
    }

    /// - Parameter pieceSize: the bytes to read at once. The records do not depend on it.
    package init(
        path: String, opener: any SourceOpener = SourceRoots.everywhere, source: SourceDescription,
        from position: SourcePosition,
        kind: RecordKind? = nil, damage: SourceDamage? = nil,
        limits: BatchLimits, pieceSize: Int
    ) throws(SourceError) {
        let file = try opener.open(path)
        guard file.size == source.size else {
            throw SourceError(path, .sizeChanged(expected: source.size, found: file.size))
        }
        let found = try SourceInspection(of: file, columns: source.isHeaderless ? source.columns : nil)
        let isSame = RecordKind.allCases.contains { found.description(for: $0).isWrittenAlike(source) }
        guard isSame, position.stored <= file.size else { throw SourceError(path, .contentChanged) }
        guard file.modified == source.modified else { throw SourceError(path, .timeChanged) }
        let limits = RecordLimits(
            record: limits.recordBytes, kept: limits.defectiveRecordBytes,
            whole: max(limits.recordBytes, found.header.count))
        var records = RecordStream(
            try source.compression.stream(of: file, from: position, blockSize: pieceSize, damage: damage),
            scanner: source.format.scanner(delimiter: source.delimiter), limits: limits, pieceSize: pieceSize)
        guard try records.begin(at: position) else { throw SourceError(path, .contentChanged) }
        if position != .start {
            hasPending = try records.advance()
            storedBefore = hasPending ? records.mark.storedBefore : file.size
        }
        self.records = records
        self.file = file
        header = found.header
        filter = source.format.filter(for: kind)
    }

    /// Fills a builder up to its limits with the records that come next.
    ///
    /// The header, repetitions of it and blank lines are no records. A source without records is one empty batch.
    ///
    /// - Parameter builder: an empty one; the caller finishes the batch with what this returns.
    /// - Returns: what the builder now holds; nil behind the last batch.
    /// - Throws: ``SourceError``, also when the file has been written to in the meantime. Records in front of damage are delivered first, as a batch that is not the last; a
    ///   record that the damage interrupts is not. After an error, every call throws it again.
    package mutating func nextBatch(into builder: inout RawBatchBuilder) throws(SourceError) -> CutBatch? {
        guard !isFinished else { return nil }
        if let failure { throw failure }
        let batch = try readBatch(into: &builder)
        do throws(SourceError) {
            // Asked after reading: what was read is what the file held when it was submitted.
            try file.checkUnchanged()
        } catch {
            failure = error
            throw error
        }
        return batch
    }
}

extension SourceReader {
    private mutating func readBatch(into builder: inout RawBatchBuilder) throws(SourceError) -> CutBatch {
        do throws(SourceError) {
            while try findRecord() {
                guard take(into: &builder) else { return cut(builder.count) }
                hasPending = false
            }
        } catch {
            failure = error
            guard error.isDamage, builder.count > 0 else { throw error }
            return cut(builder.count)
        }
        isFinished = true
        let sourceBytes = file.size - storedBefore
        let end = SourcePosition(stored: file.size, skipped: 0)
        return CutBatch(recordCount: builder.count, sourceBytes: sourceBytes, next: end, isLast: true)
    }

    /// Adds the record that was found last to a batch; false when the batch has no room for it.
    private func take(into builder: inout RawBatchBuilder) -> Bool {
        let record = filter.apply(to: records.record)
        guard builder.hasRoom(for: record.text.byteCount) else { return false }
        builder.append(record)
        return true
    }

    /// Goes to the next record, unless the last one that was found has not been taken.
    private mutating func findRecord() throws(SourceError) -> Bool {
        while !hasPending {
            guard try records.advance() else { return false }
            hasPending = !records.isRecord(identicalTo: header)
        }
        return true
    }

    /// Ends a batch in front of the record that was found last.
    private mutating func cut(_ recordCount: Int) -> CutBatch {
        let mark = records.mark
        let sourceBytes = mark.storedBefore - storedBefore
        storedBefore = mark.storedBefore
        return CutBatch(recordCount: recordCount, sourceBytes: sourceBytes, next: mark.position, isLast: false)
    }
}

/// What a reader says of a batch that it has filled.
package struct CutBatch: Sendable, Hashable {
    /// The number of records in it.
    package let recordCount: Int
    /// The bytes of the file, as stored, that count for this batch. All batches together count the whole file.
    package let sourceBytes: UInt64
    /// Where the next batch starts.
    package let next: SourcePosition
    /// Whether the source ends with this batch.
    package let isLast: Bool
}
