import ETLModels
import Foundation
import SourceDescriptions
import SourceReading
import Testing

/// Real exports lie beside the repository, not in it.
@Suite struct RealExportTests {
    static let path = URL(fileURLWithPath: #filePath)
        .appendingPathComponent("../../../../shared/data/token_transfers_15320500_15320599.csv").standardized.path

    /// The file has no quotes, so lines and commas are its only structure.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: path), "needs ../shared/data"))
    func keepsEveryValueOfABlockRange() throws {
        let text = try String(contentsOfFile: Self.path, encoding: .utf8)
        var lines = text.split(whereSeparator: \.isNewline).map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        let names = lines.removeFirst().map(String.init)
        let source = try SourceDescription.inspect(path: Self.path)
        let limits = BatchLimits(records: 1000)
        var reader = try SourceReader(path: Self.path, source: source, limits: limits)
        var builder = RawBatchBuilder(kind: .tokenTransfers, layout: source.layout, limits: limits)
        var records: [TokenTransfer] = []
        while let cut = try reader.nextBatch(into: &builder) {
            let raw = builder.finish(
                id: Transformation<TokenTransfer>.id, firstRecord: 1, sourceBytes: cut.sourceBytes, isLast: cut.isLast)
            let result = try Transformation<TokenTransfer>(raw)
            #expect(result.rejects.isEmpty && result.repaired == 0)
            records += result.records
        }
        try #require(records.count == lines.count)
        #expect(records.count == 14_323)
        for (record, line) in zip(records, lines) {
            let row = Dictionary(uniqueKeysWithValues: zip(names, line.map(String.init)))
            #expect(differences(record, row).isEmpty)
        }
    }

    private func differences(_ record: TokenTransfer, _ row: [String: String]) -> [String] {
        let values: [String: String?] = [
            "token_address": record.tokenAddress.description, "from_address": record.fromAddress?.description,
            "to_address": record.toAddress?.description, "value": record.value.description,
            "transaction_hash": record.transactionHash.description, "log_index": "\(record.logIndex)",
            "block_number": "\(record.blockNumber)", "block_hash": record.blockHash?.description,
            "block_timestamp": record.blockTimestamp?.description,
        ]
        return values.compactMap { name, value in
            guard var wanted = row[name] else { return value == nil ? nil : "\(name) is not in the file" }
            if name.hasSuffix("address") || name.hasSuffix("hash") { wanted = wanted.lowercased() }
            let found = value ?? ""
            return found == wanted ? nil : "\(name): \(wanted) became \(found)"
        }
    }
}
