import TestData
import Testing

@testable import ETLModels
@testable import Formats
@testable import SourceDescriptions
@testable import SourceReading

/// The complete output of a reader for a source.
struct Extraction {
    struct Record: Hashable {
        var text: [UInt8]
        var defect: RecordDefect?
        var lines = LineSpan.unknown
    }

    var batches: [[UInt8]] = []
    var cuts: [CutBatch] = []
    var records: [Record] = []
    var error: SourceError?

    /// Reads a file from a position to its end, or to the first error.
    init(
        _ file: TemporaryFile, _ source: SourceDescription, from position: SourcePosition = .start,
        recordsPerBatch: Int = 1000, pieceSize: Int = 256 * 1024, damage: SourceDamage? = nil
    ) throws {
        let limits = BatchLimits(records: recordsPerBatch)
        var reader = try SourceReader(
            path: file.path, source: source, from: position, damage: damage, limits: limits,
            pieceSize: pieceSize)
        var builder = RawBatchBuilder(kind: .tokens, layout: source.layout, limits: limits)
        do {
            while let cut = try reader.nextBatch(into: &builder) {
                try #require(cut.recordCount == builder.count)
                let id = BatchID(source: SourceID(words: (1, 2)), sequence: 0)
                let bytes = builder.finish(
                    id: id, firstRecord: 1, sourceBytes: cut.sourceBytes, isLast: cut.isLast)
                try take(cut, bytes)
            }
        } catch let error as SourceError {
            self.error = error
        }
    }

    /// Reads a text as a whole file.
    init(_ text: String, recordsPerBatch: Int = 1000, pieceSize: Int = 256 * 1024) throws {
        let file = try TemporaryFile(text)
        let source = try SourceDescription.inspect(path: file.path, kindIsGiven: true)
        try self.init(file, source, recordsPerBatch: recordsPerBatch, pieceSize: pieceSize)
    }

    private mutating func take(_ cut: CutBatch, _ bytes: [UInt8]) throws {
        cuts.append(cut)
        batches.append(bytes)
        var reading = try RawBatch(bytes.span.bytes).records()
        while let record = try reading.next() {
            records.append(
                Record(text: record.text.withUnsafeBytes { Array($0) }, defect: record.defect, lines: record.lines))
        }
    }

    var texts: [String] { records.map { String(decoding: $0.text, as: UTF8.self) } }
}

/// Nil if a quote is astray in a record.
func soundFields(of record: [UInt8]) -> RecordDefect?? {
    var splitter = CSVFieldSplitter(fieldCount: 60, delimiter: UInt8(ascii: ","))
    let defect = splitter.split(record.span.bytes)
    return defect == .strayQuote ? .none : .some(defect)
}

/// The fields of a record, quotes resolved.
func fields(of record: [UInt8], expecting count: Int) -> [[UInt8]] {
    var splitter = CSVFieldSplitter(fieldCount: count, delimiter: UInt8(ascii: ","))
    _ = splitter.split(record.span.bytes)
    let resolved = splitter.resolved.withUnsafeBytes { Array($0) }
    return splitter.fields.indices.map { index in
        let bounds = splitter.fields[index]
        return Array((bounds.isResolved ? resolved : record)[Int(bounds.start)..<Int(bounds.end)])
    }
}
