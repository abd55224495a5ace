import Foundation
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
}
