import ETLModels
import Postgres

extension PostgresConnection {
    /// Stores what the transformer could not let pass.
    func storeRejects(of batches: [LoadBatch]) throws(LoadError) {
        for batch in batches where batch.rejectedCount > 0 { try store(batch.rejects(), of: batch) }
    }

    /// Stores rejects of a batch.
    func store(_ rejects: [Reject], of batch: LoadBatch) throws(LoadError) {
        guard !rejects.isEmpty else { return }
        let columns = ["source_id", "sequence", "record_number", "reason", "field", "raw"]
        let source = batch.id.source.bytes
        try copy(into: "etl.rejects", columns: columns) { writer throws(LoadError) in
            for reject in rejects {
                writer.beginRow(fieldCount: Int16(columns.count))
                writer.uuid(source.span.bytes)
                writer.int32(Int32(batch.id.sequence))
                writer.int64(Int64(reject.recordNumber))
                writer.text(reject.reason.name)
                if let field = reject.field { writer.text(field) } else { writer.null() }
                writer.text(reject.raw)
            }
        }
    }
}
