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
    private let pending = PendingGroup()

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
        defer { pending.finish() }
        let entries = try entries()
        // Before the transaction, so that a loader that waits for its turn holds no locks.
        let turn = settlement.waitForTurn()
        return try connection.transaction(
            with: Self.durability, onCommit: { metrics.committed(after: $0) }
        ) { connection throws(LoadError) in
            defer { turn.end() }
            let sources = try LoadError.converting(
                SourceTable.holdForLoading(batches.map(\.id.source), on: connection))
            let (known, new, kindsInBulk) = try claim(entries, of: sources, on: connection)
            let removed = batches.filter { sources[$0.id.source]?.isRemoved == true }
            try compareChecksums(of: known, on: connection)
            var search = settlement.search
            let loaded = try storeRecords(of: new, kindsInBulk, &search, on: connection)
            try storeRejects(of: loaded, on: connection)
            try recordEnds(of: new, on: connection)
            Failpoint.pass(.afterCopyBeforeCommit)
            return LoadedGroup(
                known: known.map(\.header.kind), removed: removed.map(\.header.kind), new: loaded.map(\.outcome),
                search: search)
        }
    }

    /// The ack after the commit relies on it, so the commit must be durable with any default of the server.
    private static var durability: String {
        Failpoint.isBroken(.commitAsTheServerLikes) ? "" : "SET LOCAL synchronous_commit = on"
    }

    /// The batches' rows in the ledger.
    private func entries() throws(LoadError) -> [BatchEntry] {
        var entries: [BatchEntry] = []
        for batch in batches { entries.append(try batch.entry()) }
        return entries
    }

    /// Enters the batches into the ledger, which separates already loaded batches from new ones. Batches of removed sources are
    /// passed over.
    private func claim(
        _ entries: [BatchEntry], of sources: [SourceID: LoadingSource], on connection: isolated PostgresConnection
    ) throws(LoadError) -> (known: [LoadBatch], new: [LoadBatch], kindsInBulk: Set<RecordKind>) {
        let wanted = entries.filter { sources[$0.id.source]?.isRemoved != true }
        var claimed = ClaimedBatches()
        if !wanted.isEmpty { claimed = try LoadError.converting(BatchTable.claim(wanted, on: connection)) }
        if Failpoint.isBroken(.skipLedger) { claimed.ids = Set(batches.map(\.id)) }
        var (known, new): ([LoadBatch], [LoadBatch]) = ([], [])
        for var batch in batches where sources[batch.id.source]?.isRemoved != true {
            if let source = sources[batch.id.source] { batch.source = source }
            // Of several batches with one identity, the first is new, and the others are known.
            if claimed.ids.remove(batch.id) != nil { new.append(batch) } else { known.append(batch) }
        }
        return (known, new, claimed.kindsInBulk)
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
        of new: [LoadBatch], _ kindsInBulk: Set<RecordKind>, _ search: inout KeySearch,
        on connection: isolated PostgresConnection
    ) throws(LoadError) -> [(batch: LoadBatch, outcome: BatchOutcome)] {
        var loaded: [(batch: LoadBatch, outcome: BatchOutcome)] = []
        for kind in RecordKind.allCases {
            let batches = new.filter { $0.header.kind == kind }
            guard !batches.isEmpty else { continue }
            let outcomes =
                kindsInBulk.contains(kind)
                ? try GroupStore(batches, kind).addAll(on: connection)
                : try store(batches, of: kind, &search, on: connection)
            for (batch, outcome) in zip(batches, outcomes) {
                loaded.append((batch, outcome))
                guard !outcome.isAllNew else { continue }
                try LoadError.converting(BatchTable.correct(outcome.counts, of: batch.id, on: connection))
            }
        }
        return loaded
    }

    /// Stores the records of batches of one kind: looks for their keys first, unless they are too many and the database merges them.
    private func store(
        _ batches: [LoadBatch], of kind: RecordKind, _ search: inout KeySearch,
        on connection: isolated PostgresConnection
    ) throws(LoadError) -> [BatchOutcome] {
        let store = GroupStore(batches, kind)
        switch kind.schema.sameKey {
        case .keepHighest(let column):
            guard let rows = try EncodedRows(batches, kind, settlement.buffers) else {
                return try store.mergeAll(byHighest: column, on: connection)
            }
            defer { rows.giveBack(to: settlement.buffers) }
            return try storeHighest(rows, of: kind, byHighest: column, &search, store, on: connection)
        case .keepStored:
            let replaces = batches.contains { $0.source.replaces }
            // What is displaced must not change meanwhile.
            if settlement.isAlone || replaces { try store.waitForOthers(on: connection) }
            let takesOver = try store.takesOver(on: connection)
            var outcomes = batches.map { BatchOutcome($0, loaded: 0) }
            var next: Int? = 0
            while let first = next {
                let rows = try EncodedRows(batches, kind, settlement.buffers, from: first)
                defer { rows.giveBack(to: settlement.buffers) }
                next = rows.next
                var group = GroupRows(rows, kind.schema, takesOver: takesOver)
                try search.run(&group, of: kind, nil, all: settlement.isAlone, on: connection)
                let stored = try store.store(group, on: connection)
                for batch in outcomes.indices { outcomes[batch].add(stored[batch]) }
            }
            return outcomes
        }
    }

    /// Stores rows of a kind of which the highest stays. Those whose keys another session of the process is about to store come last, after the
    /// end of its transaction.
    private func storeHighest(
        _ rows: EncodedRows, of kind: RecordKind, byHighest column: String, _ search: inout KeySearch,
        _ store: GroupStore, on connection: isolated PostgresConnection
    ) throws(LoadError) -> [BatchOutcome] {
        var (contested, others): (Set<Int>, [PendingGroup]) = ([], [])
        if settlement.isAlone {
            try store.waitForOthers(on: connection)
        } else {
            // First, so that nobody waits in the process for a session that waits for the table.
            try store.keepMergesAway(on: connection)
            (contested, others) = settlement.pending.enter(pending, rows)
        }
        var group = GroupRows(rows, kind.schema, passingOver: contested.contains)
        try search.run(&group, of: kind, settlement.stored, all: settlement.isAlone, on: connection)
        guard !group.contains(.own) else {
            // The ledger forgot the batch: whether a row is still the record's own has to be seen while nobody else writes.
            guard settlement.isAlone else { throw .needsTablesAlone("a record is stored already") }
            return try store.mergeAll(byHighest: column, on: connection)
        }
        try store.add(group, on: connection)
        if !contested.isEmpty {
            // Without locks of rows or batches, which the others may need.
            try PendingGroup.wait(for: others)
            var rest = GroupRows(rows, kind.schema, passingOver: { !contested.contains($0) })
            try search.run(&rest, of: kind, settlement.stored, all: true, on: connection)
            guard !rest.contains(.own) else { throw .needsTablesAlone("a record is stored already") }
            try store.add(rest, on: connection)
            group.take(rest)
        }
        let outcomes = try store.settle(group, on: connection)
        settlement.stored.add(rows)
        return outcomes
    }

    /// Stores the transformer's rejects.
    private func storeRejects(
        of loaded: [(batch: LoadBatch, outcome: BatchOutcome)], on connection: isolated PostgresConnection
    ) throws(LoadError) {
        for (batch, _) in loaded where batch.rejectedCount > 0 {
            let rejects = try batch.rejects()
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
    /// The kinds of the batches whose sources are removed, which were passed over.
    let removed: [RecordKind]
    /// The outcomes of the new batches.
    let new: [BatchOutcome]
    /// The search for keys, for the next group.
    let search: KeySearch

    /// Counts the result in the metrics.
    ///
    /// A record that takes the place of one that agrees counts as a duplicate: the earlier batch has counted the row already.
    func count(in metrics: LoadMetrics) {
        for kind in known { metrics.skipped(kind) }
        for kind in removed { metrics.passedOver(kind) }
        for batch in new {
            metrics.committed(
                batch.kind, loaded: batch.loaded - batch.adopted, duplicates: batch.duplicates + batch.adopted,
                completed: batch.completed, replaced: batch.replaced, rejected: batch.rejected,
                conflicts: batch.conflicts, outranked: batch.outranked)
        }
    }
}

extension LoadBatch {
    /// The batch's row in the ledger if every accepted record is new, which is the common case.
    fileprivate func entry() throws(LoadError) -> BatchEntry {
        BatchEntry(
            id: id, firstRecord: header.firstRecord, counts: BatchOutcome(self).counts, repaired: repairedCount,
            skipped: skippedCount,
            checksum: checksum, isLast: header.isLast, sourceBytes: Int64(header.sourceBytes), blocks: try blocks())
    }
}

extension BatchID {
    fileprivate var orderingKey: (UInt64, UInt64, UInt32) { (source.words.0, source.words.1, sequence) }
}
