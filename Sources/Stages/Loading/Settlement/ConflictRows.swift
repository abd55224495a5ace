import ETLModels
import Ledger
import Postgres

/// The records of a batch that are rejected because their keys are stored with other content.
///
/// Only their numbers are kept. Their texts, which the batch no longer has, are made one at a time and written at once: all of
/// them together may take several times the batch's bytes.
struct ConflictRows: Sendable {
    /// Ascending.
    private let numbers: [UInt64]

    var count: Int { numbers.count }
    var isEmpty: Bool { numbers.isEmpty }
    /// The bytes that the conflicts keep in memory.
    var heldBytes: Int { numbers.capacity * MemoryLayout<UInt64>.stride }

    private let reason: RejectReason

    /// - Parameter numbers: of records, each once and ascending.
    init(_ numbers: some Sequence<UInt64>, _ reason: RejectReason = .conflict) {
        self.numbers = Array(numbers)
        self.reason = reason
    }

    /// Makes the rejects of a batch's conflicts, in the order of the source.
    ///
    /// - Parameters:
    ///   - header: the names under which the columns are written.
    ///   - body: gets one at a time.
    func forEachReject(
        in batch: LoadBatch, header: [String], _ body: (Reject) -> Void
    ) throws(LoadError) {
        try forEachReject(in: batch, batch.header.kind.recordType, header, body)
    }

    private func forEachReject<Kind: Record>(
        in batch: LoadBatch, _ type: Kind.Type, _ header: [String], _ body: (Reject) -> Void
    ) throws(LoadError) {
        var rest = numbers[...]
        try batch.forEachRecord(as: type) { record, number in
            guard rest.first == number else { return }
            rest.removeFirst()
            let raw = RecordText.line(record, header: header)
            body(Reject(recordNumber: number, reason: reason, field: nil, raw: raw))
        }
    }
}
