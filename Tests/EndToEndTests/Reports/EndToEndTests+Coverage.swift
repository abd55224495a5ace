import Foundation
import SystemPackage
import Testing

extension EndToEndTests {
    @Test func coverageTellsWhatOverlappingAndGappyFilesHaveLoaded() async throws {
        try await Workspace.with { workspace in
            let declared = "start_block=1000/end_block=1099/token_transfers_00001000_00001099.csv"
            let files = try [
                // Every tenth block has no transfers, and neither have those from 140 to 170.
                workspace.transfers("a.csv", (101..<200).filter { $0 % 10 != 0 && !(140..<170).contains($0) }),
                // It begins with blocks of the first file.
                workspace.transfers("b.csv", (171..<200).filter { $0 % 10 != 0 } + Array(200...241)),
                workspace.transfers("c.csv", Array(300..<340)),
                workspace.transfers(declared, Array(1010..<1030)),
                // Declared, and without any record.
                workspace.transfers("ethereum__erc20_transfers__1100_to_1199.csv", []),
            ]
            let run = try await workspace.etl(["run"] + files.map(\.string))
            #expect(run.exitCode == 0, "\(run.everything)")
            let report = try await workspace.coverage()
            #expect(report.loaded == [.init(101, 139), .init(171, 241), .init(300, 339), .init(1010, 1029)])
            #expect(report.scanned == [.init(1000, 1009), .init(1030, 1199)])
            #expect(
                report.gaps == [
                    .init(0, 100), .init(140, 170), .init(242, 299), .init(340, 999), .init(1200, nil),
                ])
            #expect(report.newestBlock == 1029 && report.batchesWithoutBlocks == 0 && report.notes == [])
            let rows = Int(try await workspace.sql("SELECT count(*) FROM token_transfers"))
            #expect(report.records == rows && !report.recordsAreEstimated)
            #expect(report.sources.map(\.leastBlock) == [101, 171, 300, 1010, nil])
            #expect(report.sources.map(\.greatestBlock) == [199, 241, 339, 1029, nil])
            #expect(report.sources.map(\.declaredFrom) == [nil, nil, nil, 1000, 1100])
            let part = try await workspace.coverage(["--from", "130", "--to", "200"])
            let edge = try await workspace.coverage(["--from", "145", "--to", "150"])
            #expect(edge.loaded.isEmpty && edge.gaps == [.init(145, 150)])
            #expect(part.loaded == [.init(130, 139), .init(171, 200)] && part.gaps == [.init(140, 170)])
        }
    }

    @Test func coverageIsDrawnAndPrintedAndKnowsBatchesOfEarlierVersions() async throws {
        try await Workspace.with { workspace in
            let files = try [
                workspace.transfers("a.csv", Array(100..<200)), workspace.transfers("b.csv", Array(300..<340)),
            ]
            #expect(try await workspace.etl(["run"] + files.map(\.string)).exitCode == 0)
            try await workspace.sql("UPDATE etl.batches SET least_block = NULL, greatest_block = NULL")
            let svg = workspace.folder.appending("coverage.svg")
            let text = try await workspace.etl(["coverage", "--svg", svg.string])
            #expect(text.exitCode == 0, "\(text.everything)")
            for words in [
                "100 – 199  loaded", "200 – 299  gap", "340 – …    gap", "Note: The ledger has no blocks of 2 batches",
            ] {
                #expect(text.output.contains(words), "\(words) in \(text.output)")
            }
            #expect(try Files.text(svg).hasPrefix("<svg xmlns="))
            let taken = try await workspace.etl(["coverage", "--svg", workspace.folder.string])
            #expect(taken.exitCode == 1 && taken.errors.contains("is not a file"), "\(taken.everything)")
            let tokens = try await workspace.coverage(["--kind", "tokens"])
            #expect(tokens.gaps == [.init(0, nil)] && tokens.loaded.isEmpty && tokens.recordsWithoutBlock == 0)
        }
    }

    @Test(arguments: [
        ["--kind", "blocks"], ["--from", "-1"], ["--from", "5", "--to", "4"], ["--time-limit", "0"], ["--from", "x"],
    ])
    func coverageRefusesWrongUsage(_ arguments: [String]) async throws {
        let outcome = try await Programs.run(Programs.directory.appending("etl"), ["coverage"] + arguments)
        #expect(outcome.exitCode == 2, "\(outcome.everything)")
    }
}

/// What the tests read of the JSON.
private struct CoverageDocument: Decodable {
    struct Blocks: Decodable, Equatable {
        let from: Int
        let to: Int?

        init(_ from: Int, _ to: Int?) {
            self.from = from
            self.to = to
        }
    }

    struct Source: Decodable {
        let declaredFrom: Int?
        let leastBlock: Int?
        let greatestBlock: Int?
    }

    let loaded: [Blocks]
    let scanned: [Blocks]
    let gaps: [Blocks]
    let sources: [Source]
    let newestBlock: Int?
    let records: Int
    let recordsAreEstimated: Bool
    let recordsWithoutBlock: Int?
    let batchesWithoutBlocks: Int
    let notes: [String]
}

extension Workspace {
    fileprivate func coverage(_ arguments: [String] = []) async throws -> CoverageDocument {
        let outcome = try await etl(["coverage", "--json"] + arguments)
        #expect(outcome.exitCode == 0, "\(outcome.everything)")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(CoverageDocument.self, from: Data(outcome.output.utf8))
    }

    /// Writes a file with a transfer in each block.
    fileprivate func transfers(_ name: String, _ blocks: [Int]) throws -> FilePath {
        let path = folder.appending(name)
        try FileManager.default.createDirectory(
            atPath: path.removingLastComponent().string, withIntermediateDirectories: true)
        let token = "0x" + String(repeating: "1", count: 40)
        let lines = blocks.map { "\(token),,,1,0x\(String(repeating: "2", count: 64)),0,\($0),," }
        let header =
            "token_address,from_address,to_address,value,transaction_hash,log_index,block_number,block_timestamp,block_hash"
        try ([header] + lines + [""]).joined(separator: "\n").write(
            toFile: path.string, atomically: true, encoding: .utf8)
        return path
    }
}
