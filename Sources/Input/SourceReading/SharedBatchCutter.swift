internal import ETLModels
internal import SourceDescriptions

/// Why a stream has no more records.
private enum StreamEnding {
    case complete
    case failed(SourceError)
}

/// Cuts the records of one cursor into the batches of several sources.
///
/// The batches of a source do not depend on the others: each record is offered to each source.
struct SharedBatchCutter<Cursor: TextRecordCursor & ~Copyable>: ~Copyable {
    private var cursor: Cursor
    private let file: any SourceFile
    private let shares: [StreamShare]
    // The number of the record that was found last, or comes next.
    private var number: UInt64
    private var hasPending = false
    // Away from the start, the cursor has to find the record before which it is.
    private var isPositioned: Bool
    // The shares before this one have taken the pending record; after the end, they have no more batches.
    private var turn = 0
    private var ending: StreamEnding?

    /// Takes ownership of a cursor that is before the record at the request's position.
    ///
    /// - Parameter record: the number of that record.
    init(
        _ cursor: consuming Cursor, _ request: CursorRequest, _ shares: [StreamShare], from record: UInt64
    ) throws(SourceError) {
        isPositioned = request.position == .start
        number = record
        file = request.file
        self.shares = shares
        self.cursor = cursor
        do throws(SourceError) {
            try goToPosition()
        } catch {
            guard error.isPause else { throw error }
        }
    }

    /// Fills the builders; see ``SharedStream/nextBatch()``.
    mutating func nextBatch() throws(SourceError) -> (share: Int, batch: CutBatch)? {
        try goToPosition()
        guard let batch = try readBatch() else { return nil }
        do throws(SourceError) {
            // Checked after reading, so the batch holds what the file contained when it was submitted.
            try file.checkUnchanged()
        } catch {
            (ending, turn) = (.failed(error), shares.count)
            throw error
        }
        return batch
    }
}

extension SharedBatchCutter where Cursor: ~Copyable {
    /// Goes to the first record. After a pause, the next call goes on from there.
    private mutating func goToPosition() throws(SourceError) {
        guard !isPositioned else { return }
        do throws(SourceError) {
            hasPending = try cursor.advance()
        } catch {
            if !error.isPause { (ending, turn, isPositioned) = (.failed(error), shares.count, true) }
            throw error
        }
        if !hasPending { ending = .complete }
        isPositioned = true
    }

    private mutating func readBatch() throws(SourceError) -> (share: Int, batch: CutBatch)? {
        while ending == nil, findRecord() {
            while turn < shares.count {
                let share = shares[turn]
                if share.begins(at: number) { share.begin(at: cursor.mark) }
                guard share.take(cursor.record, number: number) else {
                    return (turn, share.cut(at: cursor.mark, isLast: false))
                }
                turn += 1
            }
            (hasPending, turn) = (false, 0)
            number += 1
        }
        return try cutAtEnd()
    }

    /// Goes to the next record, unless not all shares have taken the last one. An error or the end becomes the ending.
    private mutating func findRecord() -> Bool {
        if hasPending { return true }
        do throws(SourceError) {
            hasPending = try cursor.advance()
            if !hasPending { ending = .complete }
        } catch {
            ending = .failed(error)
        }
        return hasPending
    }

    /// The last batch of the next share. Damage ends the batches of all, and is then thrown.
    private mutating func cutAtEnd() throws(SourceError) -> (share: Int, batch: CutBatch)? {
        while turn < shares.count {
            let share = shares[turn]
            turn += 1
            switch ending {
            case .failed(let error):
                guard error.isDamage, share.builder.count > 0 else { continue }
                return (turn - 1, share.cut(at: cursor.mark, isLast: false))
            case .complete, nil:
                let end = SourceMark(
                    position: SourcePosition(stored: file.size, skipped: 0), storedBefore: file.size,
                    isCheapToReach: true)
                return (turn - 1, share.cut(at: end, isLast: true))
            }
        }
        if case .failed(let error) = ending { throw error }
        return nil
    }
}

/// A type-erased cutter for several sources: one dynamic call per batch.
struct AnySharedCutter {
    private let next: () throws(SourceError) -> (share: Int, batch: CutBatch)?

    /// Takes ownership of a cursor. Call it with a concrete type, so that the compiler specialises the loop.
    init<Cursor: TextRecordCursor & ~Copyable>(
        _ cursor: consuming Cursor, _ request: CursorRequest, _ shares: [StreamShare], from record: UInt64
    ) throws(SourceError) {
        var cutter = try SharedBatchCutter(cursor, request, shares, from: record)
        next = { () throws(SourceError) in try cutter.nextBatch() }
    }

    func nextBatch() throws(SourceError) -> (share: Int, batch: CutBatch)? { try next() }
}
