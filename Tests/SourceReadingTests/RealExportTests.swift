import ETLModels
import Foundation
import Testing

@testable import Formats
@testable import SourceDescriptions
@testable import SourceReading

/// Real exports lie beside the repository, not in it.
@Suite struct RealExportTests {
    static let folder = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../shared/data").standardized
        .path

    @Test(.enabled(if: FileManager.default.fileExists(atPath: folder), "needs ../shared/data"))
    func readsABlockRangeOfTransfers() throws {
        let path = Self.folder + "/token_transfers_15320500_15320599.csv"
        let source = try SourceDescription.inspect(path: path)
        #expect(ColumnMap.kind(of: source.columns) == .tokenTransfers)
        let limits = BatchLimits(records: 1000)
        var reader = try SourceReader(path: path, source: source, limits: limits)
        var builder = RawBatchBuilder(kind: .tokenTransfers, layout: source.layout, limits: limits)
        var splitter = CSVFieldSplitter(fieldCount: source.columns.count, delimiter: source.delimiter)
        var records = 0
        while let cut = try reader.nextBatch(into: &builder) {
            let bytes = builder.finish(
                id: BatchID(source: SourceID(words: (0, 0)), sequence: 0), firstRecord: UInt64(records + 1),
                sourceBytes: cut.sourceBytes, isLast: cut.isLast)
            var reading = try RawBatch(bytes.span.bytes).records()
            while let record = try reading.next() {
                #expect(splitter.split(record.text) == nil)
            }
            records += cut.recordCount
        }
        #expect(records == 14_323)
    }
}
