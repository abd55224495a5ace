import ETLModels
import Foundation
import SampleData
import SourceDescriptions
import SourceReading
import Testing

/// Files of all formats give the values that Python's csv and json modules find in them.
@Suite struct PythonConformanceTests {
    private static let fixtures = URL(fileURLWithPath: #filePath)
        .appendingPathComponent("../../../../../shared/data/ethereum-etl").standardized.path

    /// The values of a file's records of a kind; none may be a reject.
    private func values(of path: String, _ kind: RecordKind) throws -> [[String]] {
        let source = try SourceInspection(path: path).description(for: kind)
        let limits = BatchLimits(records: 1000)
        var reader = try SourceReader(path: path, source: source, kind: kind, limits: limits)
        var builder = RawBatchBuilder(kind: kind, layout: source.layout, limits: limits)
        var values: [[String]] = []
        while let cut = try reader.nextBatch(into: &builder) {
            let raw = builder.finish(
                id: Transformation<Token>.id, firstRecord: 1, sourceBytes: cut.sourceBytes, isLast: cut.isLast)
            var reading = ValueReading(raw: raw)
            values += try kind.dispatch(to: &reading)
        }
        return values
    }

    @Test(
        .enabled(if: PythonReading.python != nil, "needs python3"),
        arguments: [
            (SampleFormat.csv, SampleLayout.bigquery), (.csv, .ethereumETL), (.ndjson, .bigquery),
            (.ndjson, .ethereumETL), (.stream, .bigquery),
        ])
    func samplesReadAsPythonReadsThem(format: SampleFormat, layout: SampleLayout) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sample-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let options = SampleOptions(
            transfers: 2500, tokens: 1500, seed: 7, layout: layout, format: format, badRecords: false)
        let files = try SampleGenerator.write(options, to: folder)
        for (file, kind) in zip(files, [RecordKind.tokens, .tokenTransfers]) {
            let found = try values(of: file.path, kind)
            #expect(found.count == file.records)
            #expect(found == (try PythonReading.records(of: file.path, kind)))
        }
    }

    @Test(
        .enabled(
            if: PythonReading.python != nil && FileManager.default.fileExists(atPath: fixtures),
            "needs python3 and ../shared/data"))
    func realExportsReadAsPythonReadsThem() throws {
        var counts: [String: Int] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: Self.fixtures) {
            let path = "\(Self.fixtures)/\(name)"
            for kind in try SourceInspection(path: path).kinds {
                let found = try values(of: path, kind)
                #expect(found == (try PythonReading.records(of: path, kind)), "\(name)")
                counts[String(name.suffix(4)), default: 0] += found.count
            }
        }
        #expect(counts == ["json": 293, ".csv": 6])
    }
}

private struct ValueReading: KindVisitor {
    let raw: [UInt8]

    mutating func visit<Kind: Record>(_ type: Kind.Type) throws -> [[String]] {
        let result = try Transformation<Kind>(raw)
        #expect(result.rejects.isEmpty)
        return result.records.map { PythonValues.of($0) }
    }
}
