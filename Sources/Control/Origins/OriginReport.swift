package import DisplayText
import ETLModels
package import Ledger

/// The origin of a row as JSON. The keys are a contract with scripts: all are always present.
package struct OriginReport: Sendable, Encodable {
    package let kind: String
    /// The key of a transfer.
    @Nullable package var blockNumber: Int64?
    @Nullable package var logIndex: Int32?
    /// The key of a token.
    @Nullable package var address: String?
    /// Nil, as all that follows, if an earlier version loaded the row.
    @Nullable package var sourceId: String?
    @Nullable package var uri: String?
    @Nullable package var format: String?
    /// The number of the record in the file, from 1.
    @Nullable package var recordNumber: Int64?
    /// The place of its batch in the source, from 0; nil while the ledger does not have the batch.
    @Nullable package var batch: Int?
    /// When the batch was loaded.
    @Nullable package var loadedAt: String?

    package init(_ row: StoredRow) {
        kind = row.key.kind.name
        switch row.key {
        case .transfer(let block, let index): (blockNumber, logIndex) = (block, index)
        case .token(let token): address = "\(token)"
        }
        guard let origin = row.origin else { return }
        sourceId = "\(origin.source)"
        uri = origin.uri
        format = origin.format
        recordNumber = origin.record
        batch = origin.sequence
        loadedAt = origin.loadedAt.map(Format.moment)
    }
}
