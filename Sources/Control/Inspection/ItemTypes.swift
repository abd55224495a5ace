import ETLModels
import Formats
import SourceDescriptions
import SourceReading

/// The types of the first items of a stream, with their counts.
package struct ItemTypes: Encodable, Sendable, Hashable {
    package struct Count: Encodable, Sendable, Hashable {
        package let type: String
        package let count: Int
    }

    /// The maximum number of types counted separately.
    private static let limit = 100

    /// The most frequent first.
    package private(set) var types: [Count] = []
    /// Items without a type.
    package private(set) var untyped = 0

    /// Counts the items up to the end or the first damage, which it does not report.
    ///
    /// - Parameters:
    ///   - kind: a kind of the stream; items of other kinds count too.
    ///   - checked: the maximum number of items to read; nil for all.
    ///   - watch: follows the reading.
    init(
        path: String, _ opener: any SourceOpener, _ source: SourceDescription, kind: RecordKind, checked: Int?,
        watch: ReadingWatch
    ) {
        var counts: [String: Int] = [:]
        var rest = checked ?? Int.max
        var splitter = NDJSONFieldSplitter(columns: ["type"])
        do {
            let limits = BatchLimits(records: 4000)
            var reader = try SourceReader(path: path, opener: opener, source: source, limits: limits, watch: watch)
            while rest > 0 {
                var builder = RawBatchBuilder(
                    kind: kind, layout: source.layout, limits: BatchLimits(records: min(4000, rest)))
                guard let cut = try reader.nextBatch(into: &builder) else { break }
                rest -= cut.recordCount
                let bytes = builder.finish(
                    id: BatchID(source: SourceID(words: (0, 0)), sequence: 0), firstRecord: 1, sourceBytes: 0,
                    isLast: cut.isLast)
                try Self.count(bytes, &splitter, into: &counts, &untyped)
            }
        } catch {
            // The record check reports it.
        }
        types = counts.map { Count(type: $0, count: $1) }.sorted { ($1.count, $0.type) < ($0.count, $1.type) }
    }

    private static func count(
        _ bytes: [UInt8], _ splitter: inout NDJSONFieldSplitter, into counts: inout [String: Int], _ untyped: inout Int
    ) throws(WireError) {
        var records = try RawBatch(bytes.span.bytes).records()
        while let record = try records.next() {
            guard record.defect == nil, splitter.split(record.text) == nil,
                let type = type(of: record.text, splitter), counts[type] != nil || counts.count < limit
            else {
                untyped += 1
                continue
            }
            counts[type, default: 0] += 1
        }
    }

    private static func type(of record: RawSpan, _ splitter: NDJSONFieldSplitter) -> String? {
        let bounds = splitter.fields[0]
        guard (1...64).contains(Int(bounds.end) - Int(bounds.start)) else { return nil }
        return splitter.text(of: 0, in: record)
    }
}
