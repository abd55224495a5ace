import ETLModels
import Foundation
import SourceDescriptions
import SourceReading
import TestData
import Testing

/// Exports that several tools made of one chain. They lie beside the repository, not in it.
@Suite struct ChainExportTests {
    private static let folder = URL(fileURLWithPath: #filePath)
        .appendingPathComponent("../../../../shared/chain/exports").standardized.path
    private static let isThere = FileManager.default.fileExists(atPath: folder)

    /// The values of a file's transfers, in which nothing may be a reject, those that not every tool writes left out.
    private func transfers(_ name: String) throws -> Set<[String]> {
        let path = "\(Self.folder)/\(name)"
        let source = try SourceInspection(path: path).description(for: .tokenTransfers)
        let limits = BatchLimits(records: 100)
        var reader = try SourceReader(
            path: path, source: source, kind: .tokenTransfers, limits: limits, pieceSize: 1000)
        var builder = RawBatchBuilder(kind: .tokenTransfers, layout: source.layout, limits: limits)
        var values: Set<[String]> = []
        while let cut = try reader.nextBatch(into: &builder) {
            let raw = builder.finish(
                id: Transformation<Token>.id, firstRecord: 1, sourceBytes: cut.sourceBytes, isLast: cut.isLast)
            let result = try Transformation<TokenTransfer>(raw)
            #expect(result.rejects.isEmpty)
            for record in result.records { values.insert(Array(PythonValues.of(record).prefix(7))) }
        }
        return values
    }

    @Test(
        .enabled(if: isThere, "needs ../shared/chain"),
        arguments: [("erc20", 1987), ("erc721", 10)])
    func cryosFilesHoldTheSame(kind: String, count: Int) throws {
        let name = "ethereum__\(kind)_transfers__00000000_to_00000048"
        let found = try transfers("\(name).json")
        #expect(found.count == count)
        #expect(try transfers("\(name).csv") == found)
        #expect(try transfers("\(name).parquet") == found)
    }

    @Test(.enabled(if: isThere && PythonReading.python != nil, "needs ../shared/chain and python3"))
    func cryosArraysHoldWhatEthereumETLFound() throws {
        let truth = try PythonReading.records(
            of: "\(Self.folder)/ethereum-etl_token_transfers.csv", .tokenTransfers)
        let found = try ["erc20", "erc721"].map {
            try transfers("ethereum__\($0)_transfers__00000000_to_00000048.json")
        }
        #expect(truth.count == 1997)
        #expect(Set(truth.map { Array($0.prefix(7)) }) == found[0].union(found[1]))
    }
}
