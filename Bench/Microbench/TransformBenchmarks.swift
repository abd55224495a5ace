import CAllocations
import Conversion
import ETLModels
import Formats

/// The transformer's work: from a batch of text to a batch of values, and its most expensive parts.
enum TransformBenchmarks {
    static func all(_ export: Export) throws -> [Microbenchmark] {
        let batches = export.rawBatches
        let hashes = try texts(of: "transaction_hash", in: export)
        let values = try texts(of: "value", in: export)
        return [
            Microbenchmark(
                name: "transformer alone", unit: "record", count: export.recordCount,
                bytes: batches.reduce(0) { $0 + $1.count }
            ) {
                for batch in batches {
                    let body = try BatchTransformer.transform(batch.span.bytes).1
                    consume_value(UInt64(body.count))
                }
            },
            Microbenchmark(name: "hash from hex", unit: "value", count: hashes.ends.count, bytes: nil) {
                try hashes.parseAll(as: Hash32.self)
            },
            Microbenchmark(name: "UInt256 from decimal", unit: "value", count: values.ends.count, bytes: nil) {
                try values.parseAll(as: UInt256.self)
            },
        ]
    }

    /// The transformer's work on another format; the bytes are those of the source.
    static func all(_ export: Export, named format: String) -> [Microbenchmark] {
        let batches = export.rawBatches
        return [
            Microbenchmark(
                name: "\(format): transformer alone", unit: "record", count: export.recordCount, bytes: export.byteCount
            ) {
                for batch in batches {
                    let body = try BatchTransformer.transform(batch.span.bytes).1
                    consume_value(UInt64(body.count))
                }
            }
        ]
    }

    /// The texts of a column, at most 50,000.
    private static func texts(of column: String, in export: Export) throws -> ColumnTexts {
        guard let place = export.layout.columns.firstIndex(of: column) else {
            throw MicrobenchError("the sample has no column \(column)")
        }
        var texts = ColumnTexts()
        var splitter = CSVFieldSplitter(
            fieldCount: export.layout.columns.count, delimiter: export.layout.delimiter)
        for bytes in export.rawBatches {
            var records = try RawBatch(bytes.span.bytes).records()
            while texts.ends.count < 50_000, let record = try records.next() {
                _ = splitter.split(record.text)
                let bounds = splitter.fields[place]
                texts.append(record.text.extracting(Int(bounds.start)..<Int(bounds.end)))
            }
        }
        return texts
    }
}

/// The texts of one column, one after another, as in a batch.
private struct ColumnTexts {
    private var bytes: [UInt8] = []
    private(set) var ends: [Int] = []

    mutating func append(_ text: RawSpan) {
        text.withUnsafeBytes { bytes.append(contentsOf: $0) }
        ends.append(bytes.count)
    }

    @inline(__always)
    func parseAll<Value: FieldValue>(as type: Value.Type) throws {
        let span = bytes.span.bytes
        var start = 0
        for end in ends {
            var isRepaired = false
            let value = try Value.parse(span.extracting(start..<end), repaired: &isRepaired)
            withUnsafePointer(to: value) { consume_memory($0) }
            start = end
        }
    }
}
