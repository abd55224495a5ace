import Bus
import ETLModels
import Foundation
import RabbitMQ
import SourceDescriptions
import Testing

/// Jobs for what nodes serve.
@Suite struct NodeJobTests {
    private static let uri =
        "node:mainnet/1/\(String(repeating: "0", count: 64))/0-9/\(String(repeating: "1", count: 64))"

    private static let tokens =
        "node-tokens:mainnet/1/\(String(repeating: "0", count: 64))/9/\(String(repeating: "1", count: 64))/\(String(repeating: "a", count: 40))"

    private static func job(_ uri: String) -> ExtractJob {
        ExtractJob(
            id: SourceID(words: (1, 2)), uri: uri, kind: .tokenTransfers,
            description: SourceDescription(
                format: .csv, compression: .none, delimiter: UInt8(ascii: ","), columns: ["value"], isHeaderless: true,
                size: 10, modified: 0),
            batchRecords: 10, start: ExtractJob.Start(sequence: 0, record: 1, position: .start))
    }

    @Test(arguments: [uri, tokens]) func olderProgramsRefuseThem(uri: String) throws {
        let body = try Self.job(uri).message().body
        let object = try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
        #expect(object?["version"] as? Int == 5)
        #expect(try ExtractJob(message: body).uri == uri)
    }

    @Test(arguments: RangeVerification.allCases)
    func programsThatCannotVerifyRefuseAJobThatAsksForIt(verification: RangeVerification) throws {
        let plain = Self.job(Self.uri)
        let job = ExtractJob(
            id: SourceID(words: (1, 2)), uri: plain.uri, kind: .tokenTransfers, description: plain.description,
            batchRecords: 10, verification: verification, start: plain.start)
        let body = try job.message().body
        let object = try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
        #expect(object?["version"] as? Int == 6)
        #expect(try ExtractJob(message: body).verification == verification)
        #expect(plain.verification == nil)
    }

    @Test func aFileHasNothingToVerify() {
        let plain = Self.job(Self.uri)
        let job = ExtractJob(
            id: SourceID(words: (1, 2)), uri: "/a.csv", kind: .tokenTransfers, description: plain.description,
            batchRecords: 10, verification: .receipts, start: plain.start)
        #expect(job.verification == nil)
    }

    @Test(arguments: [uri.replacing("0-9", with: "9-0"), tokens + ",", tokens.replacing("/9/", with: "/-9/")])
    func aNameOfNothingIsMalformed(uri: String) throws {
        let body = try Self.job(uri).message().body
        #expect(throws: StageError.self) { try ExtractJob(message: body) }
    }
}
