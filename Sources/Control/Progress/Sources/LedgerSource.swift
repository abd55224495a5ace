package import DisplayText
package import Ledger

/// A source of the ledger as JSON. The keys are a contract with scripts: all are always present.
package struct LedgerSource: Sendable, Encodable {
    /// What is known of a source without the broker.
    package enum State: String, Sendable, Encodable, CaseIterable {
        case complete
        /// Submitted and not complete. Some of it may be dead.
        case inProgress = "in progress"
        /// An operator has given it up.
        case retired
        /// An operator has taken it out with its rows, or has begun to.
        case removed
    }

    package let sourceId: String
    package let uri: String
    package let kind: String
    package let state: State
    /// The size of the file, and the bytes loaded.
    package let bytes: Int64
    package let bytesDone: Int64
    /// Nil until the last batch is loaded.
    @Nullable package var batches: Int?
    package let batchesDone: Int
    package let records: Int
    package let loaded: Int
    package let duplicates: Int
    /// The duplicates that gave a stored row values which it lacked.
    package let completed: Int
    /// The loaded records that took the place of a stored row with other content.
    package let replaced: Int
    package let rejected: Int
    package let repaired: Int
    package let skipped: Int
    /// When it was retired.
    @Nullable package var retiredAt: String?
    /// When it was taken out.
    @Nullable package var removedAt: String?
    /// When it was submitted, or something of it was loaded last.
    @Nullable package var lastProgressAt: String?

    package init(_ progress: SourceProgress) {
        sourceId = "\(progress.id)"
        uri = progress.uri
        kind = progress.kind
        state =
            progress.isRemoved
            ? .removed : progress.isRetired ? .retired : progress.isComplete ? .complete : .inProgress
        bytes = progress.bytes
        bytesDone = progress.bytesDone
        batches = progress.batches
        batchesDone = progress.batchesDone
        records = progress.records
        loaded = progress.loaded
        duplicates = progress.duplicates
        completed = progress.completed
        replaced = progress.replaced
        rejected = progress.rejected
        repaired = progress.repaired
        skipped = progress.skipped
        retiredAt = state == .retired ? progress.retiredAt.map(Format.moment) : nil
        removedAt = progress.removedAt.map(Format.moment)
        lastProgressAt = progress.lastProgressAt.map(Format.moment)
    }
}

/// A source with all that is known of it, as JSON. The keys are a contract with scripts: all are always present.
package struct LedgerSourceView: Sendable, Encodable {
    package struct Rejects: Sendable, Encodable {
        package let reason: String
        @Nullable package var field: String?
        package let count: Int
    }

    package let source: LedgerSource
    package let format: String
    package let batchRecords: Int
    /// `keep` or `replace`: what becomes of stored rows that contradict it.
    package let onConflict: String
    @Nullable package var modifiedAt: String?
    @Nullable package var registeredAt: String?
    @Nullable package var submittedAt: String?
    /// Its rejects by reason, the most frequent first.
    package let rejects: [Rejects]
    /// The ids of its dead letters, at most 100; nil if no broker was read.
    @Nullable package var deadLetters: [String]?

    package init(
        _ progress: SourceProgress, _ record: SourceRecord, rejects: [RejectReasonCount], deadLetters: [String]?
    ) {
        source = LedgerSource(progress)
        format = record.format
        batchRecords = record.batchRecords
        onConflict = record.replaces ? "replace" : "keep"
        modifiedAt = record.modifiedAt.map(Format.moment)
        registeredAt = record.registeredAt.map(Format.moment)
        submittedAt = record.submittedAt.map(Format.moment)
        self.rejects = rejects.map { Rejects(reason: $0.reason, field: $0.field, count: $0.count) }
        self.deadLetters = deadLetters
    }
}
