import Bus
import ETLModels
import Failpoints
import Ledger
import Postgres
import ServiceMetrics

extension PostgresConnection {
    /// Loads a group of batches in one transaction: the ledger rows first, then the records, the rejects, and for a
    /// source's last batch the number of its batches. What is in the ledger already is left alone.
    ///
    /// - Throws: ``LoadError``; then nothing of the group is in the database. `unique_violation` (23505) means that
    ///   records have to take the way through staging.
    func load(
        _ batches: [LoadBatch], throughStaging: Bool, turns: WriteTurns, metrics: LoadMetrics
    ) throws(LoadError) -> LoadedGroup {
        let copiedBefore = copiedBytes
        defer { metrics.copied(bytes: copiedBytes - copiedBefore) }
        // Also the order of their keys, as a rule, which is the one in which an index is filled fastest.
        let batches = batches.sorted { $0.id.orderingKey < $1.id.orderingKey }
        // The ack that follows relies on the commit, so it must be on disk whatever the server's default is.
        let durability = Failpoint.isBroken(.commitAsTheServerLikes) ? "" : "SET LOCAL synchronous_commit = on"
        // Merges keep one another, and those who write, away by a lock in the database.
        let turn = throughStaging ? nil : turns.next()
        return try transaction(
            with: durability, onCommit: { metrics.committed(after: $0) }
        ) { connection throws(LoadError) in
            defer { turn?.end() }
            var claimed = try connection.claim(batches)
            if Failpoint.isBroken(.skipLedger) { claimed = Set(batches.map(\.id)) }
            // Removing an identity from the set makes every further batch of the same identity one that is in already.
            let (known, new) = batches.partitioned { claimed.remove($0.id) != nil }
            try connection.compareChecksums(of: known)
            var loaded = LoadedGroup(known: known.map(\.header.kind))
            for kind in RecordKind.allCases {
                let ofKind = new.filter { $0.header.kind == kind }
                guard !ofKind.isEmpty else { continue }
                let outcomes = try connection.loadRecords(of: ofKind, kind, throughStaging: throughStaging)
                loaded.new += zip(ofKind, outcomes).map { BatchOutcome($0, $1) }
            }
            try connection.storeRejects(of: new)
            try connection.recordEnds(of: new.filter(\.header.isLast))
            Failpoint.pass(.afterCopyBeforeCommit)
            return loaded
        }
    }

    private func loadRecords(
        of batches: [LoadBatch], _ kind: RecordKind, throughStaging: Bool
    ) throws(LoadError) -> [MergeOutcome] {
        let schema = kind.schema
        if schema.sameKey == .keepStored && !throughStaging {
            let columns = schema.columns.map(\.name)
            try rows(MergeStatements(schema).lockAgainstMerges)
            try copyRecords(of: batches, kind, into: schema.table, columns: columns, isStaged: false)
            return batches.map { MergeOutcome(loaded: $0.acceptedCount) }
        }
        return try mergeRecords(of: batches, kind)
    }

    /// A batch that was loaded before must be the same batch. Another one under its name is an alarm.
    private func compareChecksums(of batches: [LoadBatch]) throws(LoadError) {
        for batch in batches {
            guard try recordedChecksum(of: batch.id) != batch.checksum else { continue }
            throw .batch(
                batch.id,
                StageError(
                    .batch, reason: "ledger-mismatch",
                    "another batch is in the ledger under the same identity: was the file changed, or the program?"))
        }
    }

    /// Sends a statement whose error is the load's.
    @discardableResult
    func rows(_ statement: String, _ values: [PostgresValue] = []) throws(LoadError) -> PostgresRows {
        do throws(PostgresError) {
            return try query(statement, values)
        } catch {
            throw .database(error)
        }
    }
}

extension Array {
    /// Asks about each element once, in order.
    ///
    /// - Returns: those for which the answer was no, and those for which it was yes.
    fileprivate func partitioned(by isSecond: (Element) -> Bool) -> (first: [Element], second: [Element]) {
        var parts: (first: [Element], second: [Element]) = ([], [])
        for element in self {
            if isSecond(element) { parts.second.append(element) } else { parts.first.append(element) }
        }
        return parts
    }
}

extension BatchID {
    fileprivate var orderingKey: (UInt64, UInt64, UInt32) { (source.words.0, source.words.1, sequence) }
}
