import CAllocations
import ETLModels
import Loading
import Postgres

/// The loader's work: from batches of values to the rows of a COPY, which are discarded.
enum LoadBenchmarks {
    /// Batches whose rows go into one COPY.
    private static let batchesPerCopy = 16

    static func all(_ export: Export) -> [Microbenchmark] {
        let batches = export.recordBatches
        let bytes = batches.reduce(0) { $0 + $1.verified.bytes.count }
        return [
            Microbenchmark(name: "wire decoding", unit: "record", count: export.recordCount, bytes: bytes) {
                for batch in batches { try decode(batch) }
            },
            Microbenchmark(name: "least and greatest block", unit: "record", count: export.recordCount, bytes: bytes) {
                for batch in batches { consume_value(UInt64(try batch.blocks()?.upperBound ?? 0)) }
            },
            Microbenchmark(
                name: "wire decoding and COPY rows", unit: "record", count: export.recordCount, bytes: bytes
            ) {
                for start in stride(from: 0, to: batches.count, by: batchesPerCopy) {
                    try copy(Array(batches[start..<min(start + batchesPerCopy, batches.count)]))
                }
            },
            Microbenchmark(name: "checksum and header", unit: "record", count: export.recordCount, bytes: bytes) {
                for batch in batches { consume_value(UInt64(try LoadBatch(batch.verified.bytes).acceptedCount)) }
            },
        ]
    }

    private static func decode(_ batch: LoadBatch) throws {
        try RecordBatch(batch.verified.bytes.span.bytes).forEachRecord(as: TokenTransfer.self) { record in
            withUnsafePointer(to: record) { consume_memory($0) }
        }
    }

    private static func copy(_ batches: [LoadBatch]) throws {
        var writer = CopyWriter { piece in
            consume_memory(piece.baseAddress)
            return nil
        }
        guard let rows = try EncodedRows(batches, .tokenTransfers) else { return }
        let group = GroupRows(rows, RecordKind.tokenTransfers.schema)
        group.forEachNewRow { writer.append(encoded: $0) }
        consume_value(UInt64(batches.count))
    }
}
