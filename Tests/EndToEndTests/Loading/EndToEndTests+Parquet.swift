import Foundation
import SampleData
import Synchronization
import SystemPackage
import TestData
import TestSupport
import Testing

/// Parquet files beside CSV files with the same records.
extension EndToEndTests {
    private static let chain = FilePath(
        URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../../shared/chain/exports").standardized.path)

    private static var hasChain: Bool { FileManager.default.fileExists(atPath: chain.string) }

    /// What `etl run` reports of each source.
    private func run(_ arguments: [String], in workspace: Workspace, code: Int32 = 0) async throws -> [Summary.Source] {
        let summary = workspace.folder.appending("summary.json")
        let outcome = try await workspace.etl(["run", "--summary", summary.string] + arguments)
        #expect(outcome.exitCode == code, "\(outcome.everything)")
        return try Summary(summary).sources
    }

    @Test func parquetHoldsTheRecordsOfItsCSV() async throws {
        try await Workspace.with { workspace in
            let options = SampleOptions(transfers: 3000, tokens: 0, badRecords: false, hostile: false)
            let csv = try #require(try workspace.sample("csv", options).last)
            let table = try ExportTable(csv)
            for (name, columns) in [("text", table.texts), ("bytes", table.bytes)] {
                var file = ParquetTestFile(table: columns, pageRows: 700)
                file.createdBy = "a test"
                try Files.write(file.bytes, to: workspace.folder.appending("\(name).parquet"))
            }
            let first = try await run(
                [workspace.folder.appending("bytes.parquet").string, "--batch-records", "250"], in: workspace)
            #expect(first.map(\.loaded) == [3000])
            let differences = try await workspace.differences(from: [csv])
            #expect(!differences.contains("token_transfers:"), "\(differences)")
            for other in [workspace.folder.appending("text.parquet"), csv] {
                let again = try await run([other.string], in: workspace)
                #expect(again.map(\.duplicates) == [3000] && again.map(\.rejected) == [0])
            }
        }
    }

    @Test(.enabled(if: hasChain, "needs ../shared/chain")) func cryosParquetRepeatsWhatEthereumETLFound() async throws {
        try await Workspace.with { workspace in
            let truth = try await run([Self.chain.appending("ethereum-etl_token_transfers.csv").string], in: workspace)
            #expect(truth.map(\.loaded) == [1997])
            let files = ["erc20", "erc721"].map {
                Self.chain.appending("ethereum__\($0)_transfers__00000000_to_00000048.parquet").string
            }
            let repeated = try await run(files, in: workspace)
            #expect(repeated.reduce(0) { $0 + $1.duplicates } == 1997)
            #expect(repeated.allSatisfy { $0.loaded == 0 && $0.rejected == 0 })
        }
    }

    @Test func whatParquetRejectsCanBeSubmittedAgain() async throws {
        try await Workspace.with { workspace in
            let addresses = (1...4).map { [UInt8](repeating: UInt8($0), count: 20) as [UInt8]? }
            let file = ParquetTestFile(table: [
                ParquetTestColumn("address", .bytes(addresses)),
                ParquetTestColumn("symbol", texts: ["A,\"B\"", nil, "C", "D"]),
                ParquetTestColumn("total_supply", texts: ["1", "2.5", "-3", "4"]),
                ParquetTestColumn("block_number", .int64([1, 2, 3, -1])),
            ])
            let path = workspace.folder.appending("tokens.parquet")
            try Files.write(file.bytes, to: path)
            let found = try await run([path.string], in: workspace)
            #expect(found.map(\.loaded) == [1] && found.map(\.rejected) == [3])
            let rejects = """
                SELECT string_agg(concat_ws(' ', record_number, reason, field), ', ' ORDER BY record_number) FROM etl.rejects
                """
            #expect(
                try await workspace.sql(rejects)
                    == "2 not-a-number total_supply, 3 not-a-number total_supply, 4 not-a-number block_number")
            let exported = workspace.folder.appending("rejects.csv")
            let export = try await workspace.etl(["rejects", "export", "--output", exported.string])
            #expect(export.exitCode == 0, "\(export.everything)")
            // Mended by hand, they load.
            let mended = try Files.text(exported).replacing("2.5", with: "2").replacing("-3", with: "3")
                .replacing("-1", with: "9")
            try Files.write(mended.utf8, to: exported)
            let again = try await run([exported.string], in: workspace)
            #expect(again.map(\.loaded) == [3])
            let symbols = "SELECT string_agg(coalesce(symbol, '-'), ' ' ORDER BY address) FROM tokens"
            #expect(try await workspace.sql(symbols) == "A,\"B\" - C D")
        }
    }

    @Test func aLinkIsReadInParts() async throws {
        try await Workspace.with { workspace in
            let rows = 20_000
            let numbers = Array(0..<rows)
            let wide = ParquetTestColumn("input", .bytes(numbers.map { _ in [UInt8](repeating: 7, count: 200) }))
            let address = ParquetTestColumn(
                "address",
                .bytes(numbers.map { number in (0..<20).map { UInt8(truncatingIfNeeded: number >> ($0 % 4 * 8)) } }))
            let symbols = ParquetTestColumn("symbol", texts: numbers.map { "T\($0)" })
            let served = FileServer.File(ParquetTestFile(table: [wide, address, symbols]).bytes)
            let sent = Tally()
            try await FileServer.with { request in
                let answer = served.answer(request)
                sent.add(answer.body.count)
                return answer
            } _: { server in
                let found = try await run([server.origin + "/tokens.parquet"], in: workspace)
                #expect(found.map(\.loaded) == [rows])
            }
            // The column that nobody needs is most of the file.
            #expect(sent.total < served.bytes.count / 2, "\(sent.total) of \(served.bytes.count)")
        }
    }
}

/// A sum over several threads.
private final class Tally: Sendable {
    private let sum = Mutex(0)

    @inline(never)
    func add(_ count: Int) { sum.withLock { $0 += count } }

    var total: Int { sum.withLock { $0 } }
}

/// The records of a CSV file of transfers, as columns of Parquet.
private struct ExportTable {
    private let names: [String]
    private let rows: [[String]]

    init(_ path: FilePath) throws {
        let lines = try Files.text(path).split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        names = lines[0]
        rows = Array(lines.dropFirst())
    }

    private func values(_ column: Int) -> [String?] { rows.map { $0[column].isEmpty ? nil : $0[column] } }

    /// All columns as text.
    var texts: [ParquetTestColumn] {
        names.indices.map { ParquetTestColumn(names[$0], texts: values($0)) }
    }

    /// Hashes and addresses as bytes, numbers as integers; amounts and times stay text.
    var bytes: [ParquetTestColumn] {
        names.indices.map { column in
            let values = values(column)
            switch names[column] {
            case "block_number":
                return ParquetTestColumn(names[column], .int64(values.map { $0.flatMap { Int64($0) } }))
            case "log_index": return ParquetTestColumn(names[column], .int32(values.map { $0.flatMap { Int32($0) } }))
            case "value", "block_timestamp": return ParquetTestColumn(names[column], texts: values)
            default: return ParquetTestColumn(names[column], .bytes(values.map { $0.map(Self.bytes) }))
            }
        }
    }

    private static func bytes(_ hex: String) -> [UInt8] {
        let digits = hex.dropFirst(2).compactMap { $0.hexDigitValue.map(UInt8.init) }
        return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
