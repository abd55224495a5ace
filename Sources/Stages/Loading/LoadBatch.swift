import Bus
package import ETLModels
package import Ledger
import Postgres

/// A record batch in the loader: its header, and its bytes, which are verified once.
package struct LoadBatch: Sendable {
    let header: BatchHeader
    /// The checksum as `etl.batches.checksum` stores it.
    let checksum: Int64
    package let acceptedCount: Int
    let rejectedCount: Int
    let repairedCount: Int
    /// The number of records of other kinds, which are not loaded.
    let skippedCount: Int
    package let verified: VerifiedRecordBatch
    /// What the ledger knows of its source. Without it, rows have no origin.
    package var source = LoadingSource(number: 0)

    /// Reads a batch's header and verifies its checksum.
    package init(_ bytes: [UInt8]) throws(WireError) {
        let verified = try VerifiedRecordBatch(bytes)
        let batch = verified.batch
        header = batch.header
        checksum = Int64(bitPattern: batch.checksum)
        acceptedCount = batch.acceptedCount
        skippedCount = batch.skippedCount
        rejectedCount = batch.rejectedCount
        repairedCount = batch.repairedCount
        self.verified = verified
    }

    /// The bytes that loading a batch takes beside its own, at most: its rejects, or the numbers of its conflicts.
    static func workBytes(for bytes: RawSpan) -> Int {
        bytes.byteCount + HeaderFields(bytes).boundedRecordCount * 128
    }

    var id: BatchID { header.id }

    /// The number of records of the source's kind.
    var recordCount: Int { Int(header.recordCount) - skippedCount }
}

extension LoadBatch {
    /// Reads every accepted record with its number in the source.
    func forEachRecord<Kind: Record>(
        as type: Kind.Type, _ body: (borrowing Kind, _ number: UInt64) -> Void
    ) throws(LoadError) {
        do throws(WireError) {
            let batch = verified.batch
            var numbers = AcceptedNumbers(first: header.firstRecord, rejected: try batch.excludedNumbers())
            try batch.forEachRecord(as: type) { record in body(record, numbers.next()) }
        } catch {
            throw .batch(id, StageError(error))
        }
    }

    /// The records that the transformer rejected.
    func rejects() throws(LoadError) -> [Reject] {
        do throws(WireError) {
            return try verified.batch.rejects()
        } catch {
            throw .batch(id, StageError(error))
        }
    }
}

/// Numbers the records of a batch, skipping the rejected ones.
struct AcceptedNumbers {
    private var candidate: UInt64
    private var rejected: ArraySlice<UInt64>

    /// - Parameter rejected: ascending.
    init(first: UInt64, rejected: [UInt64]) {
        candidate = first
        self.rejected = rejected[...]
    }

    mutating func next() -> UInt64 {
        while rejected.first == candidate {
            rejected.removeFirst()
            candidate += 1
        }
        defer { candidate += 1 }
        return candidate
    }
}
