import Bus
import ETLModels
import Failpoints
import Ledger
import Postgres
import ServiceMetrics

/// The transaction that loads a group of batches: each batch that is not in the ledger yet, with all that belongs to it.
struct LoadTransaction {
    /// In the order of their identities, which every loader follows when it waits for others. As a rule it is the order of
    /// their keys too, in which an index is filled fastest.
    private let batches: [LoadBatch]
    private let settlement: any DuplicateSettlement
    private let metrics: LoadMetrics

    init(_ batches: [LoadBatch], _ settlement: any DuplicateSettlement, _ metrics: LoadMetrics) {
        self.batches = batches.sorted { $0.id.orderingKey < $1.id.orderingKey }
        self.settlement = settlement
        self.metrics = metrics
    }

    /// Runs the transaction from BEGIN to COMMIT.
    ///
    /// - Throws: ``LoadError``; then nothing of the group is in the database.
    func run(on connection: isolated PostgresConnection) throws(LoadError) -> LoadedGroup {
        let copiedBefore = connection.copiedBytes
        defer { metrics.copied(bytes: connection.copiedBytes - copiedBefore) }
        // Before the transaction, so that a loader that waits for its turn holds no locks.
        let turn = settlement.waitForTurn()
        return try connection.transaction(
            with: Self.durability, onCommit: { metrics.committed(after: $0) }
        ) { connection throws(LoadError) in
            defer { turn?.end() }
            let (known, new) = try claim(on: connection)
            try compareChecksums(of: known, on: connection)
            let loaded = try storeRecords(of: new, on: connection)
            try storeRejects(of: loaded, on: connection)
            try recordEnds(of: new, on: connection)
            Failpoint.pass(.afterCopyBeforeCommit)
            return LoadedGroup(known: known.map(\.header.kind), new: loaded.map(\.outcome))
        }
    }

    /// The ack that follows relies on the commit, so the commit must be on disk whatever the server's default is.
    private static var durability: String {
        Failpoint.isBroken(.commitAsTheServerLikes) ? "" : "SET LOCAL synchronous_commit = on"
    }

    /// Enters the batches into the ledger, which separates those that were loaded before from the new ones.
    private func claim(
        on connection: isolated PostgresConnection
    ) throws(LoadError) -> (known: [LoadBatch], new: [LoadBatch]) {
        var claimed = try LoadError.converting(BatchTable.claim(batches.map(\.entry), on: connection))
        if Failpoint.isBroken(.skipLedger) { claimed = Set(batches.map(\.id)) }
        var (known, new): ([LoadBatch], [LoadBatch]) = ([], [])
        for batch in batches {
            // Of several batches with one identity, the first is new, and the others are known.
            if claimed.remove(batch.id) != nil { new.append(batch) } else { known.append(batch) }
        }
        return (known, new)
    }

    /// Refuses another batch under the identity of one that was loaded before.
    private func compareChecksums(
        of known: [LoadBatch], on connection: isolated PostgresConnection
    ) throws(LoadError) {
        for batch in known {
            let recorded = try LoadError.converting(BatchTable.recordedChecksum(of: batch.id, on: connection))
            guard recorded != batch.checksum else { continue }
            throw .batch(
                batch.id,
                StageError(
                    .batch, reason: "ledger-mismatch",
                    "the ledger has a different batch with this identity: the file or the program changed"))
        }
    }

    /// Has the records of each kind stored, and corrects the counts of batches whose records were not all new.
    private func storeRecords(
        of new: [LoadBatch], on connection: isolated PostgresConnection
    ) throws(LoadError) -> [(batch: LoadBatch, outcome: BatchOutcome)] {
        var loaded: [(batch: LoadBatch, outcome: BatchOutcome)] = []
        for kind in RecordKind.allCases {
            let batches = new.filter { $0.header.kind == kind }
            guard !batches.isEmpty else { continue }
            let outcomes = try settlement.store(batches, of: kind, on: connection)
            for (batch, outcome) in zip(batches, outcomes) {
                loaded.append((batch, outcome))
                guard !outcome.isAllNew else { continue }
                try LoadError.converting(BatchTable.correct(outcome.counts, of: batch.id, on: connection))
            }
        }
        return loaded
    }

    /// Stores the rejects that came with the batches, and the conflicts that were found among their records.
    private func storeRejects(
        of loaded: [(batch: LoadBatch, outcome: BatchOutcome)], on connection: isolated PostgresConnection
    ) throws(LoadError) {
        for (batch, outcome) in loaded {
            let rejects = (batch.rejectedCount > 0 ? try batch.rejects() : []) + outcome.conflicts
            try LoadError.converting(RejectTable.store(rejects, of: batch.id, on: connection))
        }
    }

    /// Stores how many batches the sources have whose last batches are here.
    private func recordEnds(of new: [LoadBatch], on connection: isolated PostgresConnection) throws(LoadError) {
        let lastBatches = new.filter(\.header.isLast).map(\.id)
        try LoadError.converting(SourceTable.recordEnds(lastBatches, on: connection))
    }
}

/// What a load transaction has committed.
struct LoadedGroup: Sendable, Hashable {
    /// The kinds of the batches that were in the ledger before.
    let known: [RecordKind]
    /// The batches that are in the database now.
    let new: [BatchOutcome]

    /// Counts it.
    func count(in metrics: LoadMetrics) {
        for kind in known { metrics.skipped(kind) }
        for batch in new {
            metrics.committed(
                batch.kind, loaded: batch.loaded, duplicates: batch.duplicates, rejected: batch.rejected,
                conflicts: batch.conflicts.count)
        }
    }
}

extension LoadBatch {
    /// The batch's row in the ledger if every accepted record is new, as is the rule.
    fileprivate var entry: BatchEntry {
        BatchEntry(
            id: id, counts: BatchOutcome(self).counts, repaired: repairedCount, skipped: skippedCount,
            checksum: checksum, isLast: header.isLast, sourceBytes: Int64(header.sourceBytes))
    }
}

extension BatchID {
    fileprivate var orderingKey: (UInt64, UInt64, UInt32) { (source.words.0, source.words.1, sequence) }
}
