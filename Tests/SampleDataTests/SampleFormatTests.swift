import Foundation
import Parquet
import Testing

@testable import SampleData

@Suite struct SampleFormatTests {
    private func objects(_ bytes: [UInt8]) -> [[String: Any]] {
        bytes.split(separator: UInt8(ascii: "\n")).compactMap {
            try? JSONSerialization.jsonObject(with: Data($0)) as? [String: Any]
        }
    }

    @Test(arguments: [SampleLayout.bigquery, .ethereumETL])
    func ndjsonHasAnObjectForEachRecord(layout: SampleLayout) throws {
        let options = SampleOptions(
            transfers: 200, tokens: 100, layout: layout, format: .ndjson, badRecords: false, hostile: false)
        let files = try SampleFolder().write(options)
        #expect(files.map { $0.file.path.suffix(7) } == [".ndjson", ".ndjson"])
        #expect(files.map { objects($0.bytes).count } == [100, 200])
        let columns = Set(layout.columns(of: .tokenTransfers).map(\.rawValue))
        for object in objects(files[1].bytes) {
            #expect(Set(object.keys) == columns)
            #expect(object["value"] is String == (layout == .bigquery))
        }
    }

    @Test func ndjsonSaysTheSameAsCSV() throws {
        let csv = try SampleFolder().write(
            SampleOptions(transfers: 300, tokens: 300, badRecords: false, hostile: false))
        let json = try SampleFolder().write(
            SampleOptions(transfers: 300, tokens: 300, format: .ndjson, badRecords: false, hostile: false))
        for (csv, json) in zip(csv, json) {
            let rows = records(of: csv.bytes).map { $0.map { String(decoding: $0, as: UTF8.self) } }
            let found = objects(json.bytes).map { object in rows[0].map { object[$0] as? String ?? "" } }
            #expect(found == Array(rows.dropFirst()))
            #expect(csv.file.loaded == json.file.loaded && csv.file.duplicates == json.file.duplicates)
        }
    }

    @Test func aStreamHasItemsOfBothKindsAndOthers() throws {
        let options = SampleOptions(transfers: 300, tokens: 100, format: .stream, badRecords: false)
        let files = try SampleFolder().write(options)
        #expect(files[0].file.path == files[1].file.path)
        let types = objects(files[0].bytes).compactMap { $0["type"] as? String }
        let lines = files[0].bytes.split(separator: UInt8(ascii: "\n")).count
        #expect(lines == 403)
        #expect(types.count { $0 == "token_transfer" } == 300)
        #expect(types.count { $0 == "block" } == 3)
    }

    /// The rows of a Parquet file of texts, null as an empty text.
    private func rows(_ bytes: [UInt8]) throws -> [[[UInt8]]] {
        let file = try ParquetFile(ParquetBytes(bytes))
        let columns = Array(file.metadata.columns.indices)
        var rows = [file.metadata.columns.map { Array($0.name.utf8) }]
        for group in file.metadata.rowGroups.indices {
            var reader = try file.rows(ofGroup: group, columns: columns)
            while try reader.advance() {
                rows.append(
                    columns.map { column in
                        reader.isNull(column) ? [] : reader.bytes(column).withUnsafeBytes { Array($0) }
                    })
            }
        }
        return rows
    }

    @Test func parquetSaysTheSameAsCSV() throws {
        let csv = try SampleFolder().write(SampleOptions(transfers: 45_000, tokens: 300, badRecords: false))
        let parquet = try SampleFolder().write(
            SampleOptions(transfers: 45_000, tokens: 300, format: .parquet, badRecords: false))
        for (csv, parquet) in zip(csv, parquet) {
            #expect(parquet.file.path.hasSuffix(".parquet"))
            // A blank line is no record.
            let expected = records(of: csv.bytes).filter { $0 != [[]] }
            let found = try rows(parquet.bytes)
            let isSame = found == expected
            #expect(isSame && found.count == parquet.file.records + 1)
            #expect(csv.file.loaded == parquet.file.loaded && csv.file.duplicates == parquet.file.duplicates)
        }
    }

    @Test(arguments: [0, 1, 20_000, 20_001]) func parquetHasAnyNumberOfRows(count: Int) throws {
        let files = try SampleFolder().write(SampleOptions(transfers: count, tokens: 0, format: .parquet))
        #expect(try files.map { try rows($0.bytes).count } == [1, count + 1])
        #expect(files.map(\.file.records) == [0, count])
    }
}
