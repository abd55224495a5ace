import Bus
import ETLModels
import Foundation
import RabbitMQ
import SourceDescriptions
import Testing

/// Jobs for ranges of blocks.
@Suite struct NodeJobTests {
    private static let uri =
        "node:mainnet/1/\(String(repeating: "0", count: 64))/0-9/\(String(repeating: "1", count: 64))"

    private static func job(_ uri: String) -> ExtractJob {
        ExtractJob(
            id: SourceID(words: (1, 2)), uri: uri, kind: .tokenTransfers,
            description: SourceDescription(
                format: .csv, compression: .none, delimiter: UInt8(ascii: ","), columns: ["value"], isHeaderless: true,
                size: 10, modified: 0),
            batchRecords: 10, start: ExtractJob.Start(sequence: 0, record: 1, position: .start))
    }

    @Test func olderProgramsRefuseThem() throws {
        let body = try Self.job(Self.uri).message().body
        let object = try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
        #expect(object?["version"] as? Int == 5)
        #expect(try ExtractJob(message: body).uri == Self.uri)
    }

    @Test func aNameOfNoRangeIsMalformed() throws {
        let body = try Self.job(Self.uri.replacing("0-9", with: "9-0")).message().body
        #expect(throws: StageError.self) { try ExtractJob(message: body) }
    }
}
