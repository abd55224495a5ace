import Bus
import CAllocations
import ETLModels
import Extraction
import RabbitMQ
import SourceDescriptions
import SourceReading

/// The extractor's work: from a file in the page cache to batches, without a broker.
enum ExtractBenchmarks {
    static func all(_ export: Export) -> [Microbenchmark] {
        [
            Microbenchmark(
                name: "CSV cutting", unit: "record", count: export.recordCount, bytes: export.byteCount
            ) { try cut(export) },
            Microbenchmark(
                name: "extractor alone", unit: "record", count: export.recordCount, bytes: export.byteCount
            ) { try export.job.forEachMessage { consume_value(UInt64($0.body.count)) } },
        ]
    }

    /// The same for another format.
    static func all(_ export: Export, named format: String) -> [Microbenchmark] {
        [
            Microbenchmark(
                name: "\(format): extractor alone", unit: "record", count: export.recordCount, bytes: export.byteCount
            ) { try export.job.forEachMessage { consume_value(UInt64($0.body.count)) } }
        ]
    }

    /// Finds the records and collects them, but builds no batches.
    private static func cut(_ export: Export) throws {
        let limits = BatchLimits(records: export.job.batchRecords)
        var reader = try SourceReader(path: export.path, source: export.job.description, limits: limits)
        while true {
            var builder = RawBatchBuilder(kind: .tokenTransfers, layout: export.layout, limits: limits)
            guard let batch = try reader.nextBatch(into: &builder) else { return }
            consume_value(UInt64(batch.recordCount))
        }
    }
}

extension ExtractJob {
    /// Cuts the source to its end, as the extractor does.
    func forEachMessage(_ body: (Message) -> Void) throws {
        var slice = try Slice(self)
        while let batch = try slice.nextBatch() { body(batch.message) }
        try slice.throwIfDamaged()
    }
}
