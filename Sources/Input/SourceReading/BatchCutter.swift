internal import ETLModels
package import SourceDescriptions

/// Cuts the records of a cursor into batches.
struct BatchCutter<Cursor: RecordCursor & ~Copyable>: ~Copyable {
    private var cursor: Cursor
    private let file: any SourceFile
    private var storedBefore: UInt64 = 0
    /// Whether the cursor is at the position where the first batch starts.
    private var isPositioned: Bool
    /// Whether the current record is in no batch yet.
    private var hasPending = false
    private var isFinished = false
    private var failure: SourceError?

    /// Takes ownership of a cursor, and goes to the record at the request's position. A pause on the way is no failure.
    init(_ cursor: consuming Cursor, _ request: CursorRequest) throws(SourceError) {
        isPositioned = request.position == .start
        file = request.file
        self.cursor = cursor
        do throws(SourceError) {
            try goToPosition()
        } catch {
            guard error.isPause else { throw error }
        }
    }

    /// Fills a builder; see ``SourceReader/nextBatch(into:)``.
    mutating func nextBatch(into builder: inout RawBatchBuilder) throws(SourceError) -> CutBatch? {
        guard !isFinished else { return nil }
        if let failure { throw failure }
        try goToPosition()
        let batch = try readBatch(into: &builder)
        do throws(SourceError) {
            // Checked after reading, so the batch holds what the file contained when it was submitted.
            try file.checkUnchanged()
        } catch {
            failure = error
            throw error
        }
        return batch
    }
}

extension BatchCutter where Cursor: ~Copyable {
    /// Goes to the first record. After a pause, the next call goes on from there.
    private mutating func goToPosition() throws(SourceError) {
        guard !isPositioned else { return }
        do throws(SourceError) {
            hasPending = try cursor.advance()
        } catch {
            if !error.isPause { failure = error }
            throw error
        }
        storedBefore = hasPending ? cursor.mark.storedBefore : file.size
        isPositioned = true
    }

    private mutating func readBatch(into builder: inout RawBatchBuilder) throws(SourceError) -> CutBatch {
        do throws(SourceError) {
            while try findRecord() {
                guard cursor.append(to: &builder) else { return cut(builder.count) }
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
        return CutBatch(
            recordCount: builder.count, sourceBytes: sourceBytes, next: end, isCheapToReach: true, isLast: true)
    }

    /// Goes to the next record, unless the last one that was found has not been taken.
    private mutating func findRecord() throws(SourceError) -> Bool {
        if !hasPending { hasPending = try cursor.advance() }
        return hasPending
    }

    /// Ends a batch before the record that was found last.
    private mutating func cut(_ recordCount: Int) -> CutBatch {
        let mark = cursor.mark
        let sourceBytes = mark.storedBefore - storedBefore
        storedBefore = mark.storedBefore
        return CutBatch(
            recordCount: recordCount, sourceBytes: sourceBytes, next: mark.position,
            isCheapToReach: mark.isCheapToReach, isLast: false)
    }
}

/// A type-erased cutter: one dynamic call per batch.
struct AnyBatchCutter: ~Copyable {
    private let next: (inout RawBatchBuilder) throws(SourceError) -> CutBatch?

    /// Takes ownership of a cursor. Call it with a concrete type, so that the compiler specialises the loop.
    init<Cursor: RecordCursor & ~Copyable>(_ cursor: consuming Cursor, _ request: CursorRequest) throws(SourceError) {
        var cutter = try BatchCutter(cursor, request)
        next = { (builder: inout RawBatchBuilder) throws(SourceError) -> CutBatch? in
            try cutter.nextBatch(into: &builder)
        }
    }

    func nextBatch(into builder: inout RawBatchBuilder) throws(SourceError) -> CutBatch? { try next(&builder) }
}

/// The properties of a batch that a reader has filled.
package struct CutBatch: Sendable, Hashable {
    /// The number of records in it.
    package let recordCount: Int
    /// The bytes of the file that this batch covers. All batches together cover the whole file.
    package let sourceBytes: UInt64
    /// Where the next batch starts.
    package let next: SourcePosition
    /// Whether a reader that starts there reaches it at almost no cost.
    package let isCheapToReach: Bool
    /// Whether this is the source's last batch.
    package let isLast: Bool
}
