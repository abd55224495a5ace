import Bus
import ETLModels
import Failpoints
import Ledger
import Postgres
import ServiceMetrics

/// The transaction that loads a group of batches: the records, rejects and ledger entries of each new batch.
struct LoadTransaction {
    /// In the order of their identities, in which every loader waits for others. It is usually the order of their keys
    /// too, which fills an index fastest.
    private let batches: [LoadBatch]
    private let settlement: KeySettlement
    private let metrics: LoadMetrics

    init(_ batches: [LoadBatch], _ settlement: KeySettlement, _ metrics: LoadMetrics) {
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
            var search = settlement.search
            let loaded = try storeRecords(of: new, &search, on: connection)
            try storeRejects(of: loaded, on: connection)
            try recordEnds(of: new, on: connection)
            Failpoint.pass(.afterCopyBeforeCommit)
            return LoadedGroup(known: known.map(\.header.kind), new: loaded.map(\.outcome), search: search)
        }
    }

    /// The ack after the commit relies on it, so the commit must be durable with any default of the server.
    private static var durability: String {
        Failpoint.isBroken(.commitAsTheServerLikes) ? "" : "SET LOCAL synchronous_commit = on"
    }

    /// Enters the batches into the ledger, which separates already loaded batches from new ones.
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

    /// Rejects another batch under the identity of an already loaded one.
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

    /// Stores the records of each kind, and corrects the counts of batches whose records were not all new.
    private func storeRecords(
        of new: [LoadBatch], _ search: inout KeySearch, on connection: isolated PostgresConnection
    ) throws(LoadError) -> [(batch: LoadBatch, outcome: BatchOutcome)] {
        var loaded: [(batch: LoadBatch, outcome: BatchOutcome)] = []
        for kind in RecordKind.allCases {
            let batches = new.filter { $0.header.kind == kind }
            guard !batches.isEmpty else { continue }
            let outcomes = try store(batches, of: kind, &search, on: connection)
            for (batch, outcome) in zip(batches, outcomes) {
                loaded.append((batch, outcome))
                guard !outcome.isAllNew else { continue }
                try LoadError.converting(BatchTable.correct(outcome.counts, of: batch.id, on: connection))
            }
        }
        return loaded
    }

    /// Stores the records of batches of one kind: looks for their keys, unless the transaction merges all, or they are too many.
    private func store(
        _ batches: [LoadBatch], of kind: RecordKind, _ search: inout KeySearch,
        on connection: isolated PostgresConnection
    ) throws(LoadError) -> [BatchOutcome] {
        guard !settlement.mergesAll, let rows = try EncodedRows(batches, kind, settlement.buffers) else {
            return try GroupStore(batches, kind, nil).run(on: connection)
        }
        defer { rows.giveBack(to: settlement.buffers) }
        var group = GroupRows(rows, kind.schema.sameKey)
        try search.run(&group, of: kind, on: connection)
        return try GroupStore(batches, kind, group).run(on: connection)
    }

    /// Stores the transformer's rejects, and the conflicts among the records.
    private func storeRejects(
        of loaded: [(batch: LoadBatch, outcome: BatchOutcome)], on connection: isolated PostgresConnection
    ) throws(LoadError) {
        for (batch, outcome) in loaded {
            let rejects = (batch.rejectedCount > 0 ? try batch.rejects() : []) + outcome.conflicts
            try LoadError.converting(RejectTable.store(rejects, of: batch.id, on: connection))
        }
    }

    /// Stores the number of batches of the sources whose last batches are in the group.
    private func recordEnds(of new: [LoadBatch], on connection: isolated PostgresConnection) throws(LoadError) {
        let lastBatches = new.filter(\.header.isLast).map(\.id)
        try LoadError.converting(SourceTable.recordEnds(lastBatches, on: connection))
    }
}

/// The result of a committed load transaction.
struct LoadedGroup: Sendable, Hashable {
    /// The kinds of the batches that were already in the ledger.
    let known: [RecordKind]
    /// The outcomes of the new batches.
    let new: [BatchOutcome]
    /// The search for keys, for the next group.
    let search: KeySearch

    /// Counts the result in the metrics.
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
    /// The batch's row in the ledger if every accepted record is new, which is the common case.
    fileprivate var entry: BatchEntry {
        BatchEntry(
            id: id, counts: BatchOutcome(self).counts, repaired: repairedCount, skipped: skippedCount,
            checksum: checksum, isLast: header.isLast, sourceBytes: Int64(header.sourceBytes))
    }
}

extension BatchID {
    fileprivate var orderingKey: (UInt64, UInt64, UInt32) { (source.words.0, source.words.1, sequence) }
}
