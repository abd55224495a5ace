import Bus
import ETLModels
import SourceDescriptions

extension Letters {
    /// Whether the readers of the stages can read a body to its end.
    static func isReadable(_ body: [UInt8], by stage: Stage) -> Bool {
        do {
            switch stage {
            case .extract: _ = try ExtractJob(message: body)
            case .transform:
                let batch = try RawBatch(body.span.bytes)
                guard SourceFormat(rawValue: batch.layout.format) != nil else { return false }
                var records = try batch.records()
                while try records.next() != nil {}
                if batch.header.recordCount > 0 { _ = try ColumnMap(batch.layout, for: batch.header.kind) }
            case .load:
                let batch = try RecordBatch(body.span.bytes)
                var reading = StrictReading(batch: batch)
                try batch.header.kind.dispatch(to: &reading)
                _ = try batch.rejects()
            }
            return true
        } catch {
            return false
        }
    }
}

/// Reads a batch as the loader does.
private struct StrictReading: KindVisitor, ~Escapable {
    let batch: RecordBatch

    @_lifetime(copy batch)
    init(batch: RecordBatch) {
        self.batch = batch
    }

    mutating func visit<Kind: Record>(_ type: Kind.Type) throws(WireError) {
        try batch.forEachRecord(as: type) { (_: borrowing Kind) in }
    }
}
