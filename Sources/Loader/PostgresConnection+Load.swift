import ETLModels
import Ledger
import Pipeline
import Postgres

extension PostgresConnection {
    /// Loads a group of batches in one transaction: the ledger rows first, then the records, the rejects, and for a
    /// source's last batch the number of its batches. What is in the ledger already is left alone.
    ///
    /// - Returns: the batches that were in the ledger before.
    /// - Throws: ``LoadError``; then nothing of the group is in the database. `unique_violation` (23505) means that
    ///   records have to take the way through staging.
    func load(_ batches: [LoadBatch], throughStaging: Bool) throws(LoadError) -> Int {
        try transaction { connection throws(LoadError) in
            // The ack that follows relies on the commit, so it must be on disk whatever the server's default is.
            try connection.rows("SET LOCAL synchronous_commit = on")
            let claimed = try connection.claim(batches)
            try connection.compareChecksums(of: batches.filter { !claimed.contains($0.id) })
            let new = batches.filter { claimed.contains($0.id) }
            for kind in RecordKind.allCases {
                let ofKind = new.filter { $0.header.kind == kind }
                if !ofKind.isEmpty { try connection.loadRecords(of: ofKind, kind, throughStaging: throughStaging) }
            }
            try connection.storeRejects(of: new)
            for batch in new where batch.header.isLast { try connection.recordEnd(of: batch) }
            return batches.count - new.count
        }
    }

    private func loadRecords(of batches: [LoadBatch], _ kind: RecordKind, throughStaging: Bool) throws(LoadError) {
        let schema = kind.schema
        if schema.sameKey == .keepStored && !throughStaging {
            let columns = schema.columns.map(\.name)
            try rows(MergeStatements(schema).lockAgainstMerges)
            try copyRecords(of: batches, kind, into: schema.table, columns: columns, isStaged: false)
        } else {
            try mergeRecords(of: batches, kind)
        }
    }

    /// A batch that was loaded before must be the same batch. Another one under its name is an alarm.
    private func compareChecksums(of batches: [LoadBatch]) throws(LoadError) {
        for batch in batches {
            let recorded = try recordedChecksum(of: batch.id)
            guard let recorded, recorded != batch.checksum else { continue }
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
