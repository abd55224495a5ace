import Bus
import ETLModels
import ServiceMetrics

/// What became of a group of batches that was loaded.
struct LoadedGroup: Sendable, Hashable {
    /// The kinds of the batches that were in the ledger before.
    var known: [RecordKind]
    /// The batches that are in the database now.
    var new: [BatchOutcome] = []

    /// Whether records of an append-only kind were met whose keys were stored already; only the way through staging finds
    /// that out.
    var hadDuplicates: Bool {
        new.contains { $0.kind.schema.sameKey == .keepStored && $0.duplicates + $0.conflicts > 0 }
    }

    /// Counts what has been committed.
    func count(in metrics: LoadMetrics) {
        for kind in known { metrics.skipped(kind) }
        for batch in new {
            metrics.committed(
                batch.kind, loaded: batch.loaded, duplicates: batch.duplicates, rejected: batch.rejected,
                conflicts: batch.conflicts)
        }
    }
}

/// What became of the records of a batch, as the ledger has it.
struct BatchOutcome: Sendable, Hashable {
    let kind: RecordKind
    let loaded: Int
    let duplicates: Int
    /// Those that came as rejects, and the conflicts.
    let rejected: Int
    /// Those that were refused since their key is stored with other content.
    let conflicts: Int

    init(_ batch: LoadBatch, _ outcome: MergeOutcome) {
        kind = batch.header.kind
        loaded = outcome.loaded
        conflicts = outcome.conflicts.count
        duplicates = batch.acceptedCount - outcome.loaded - outcome.conflicts.count
        rejected = batch.rejectedCount + outcome.conflicts.count
    }
}
