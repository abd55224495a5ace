import Foundation
import SampleData
package import SystemPackage

/// Generated files, and the expected content of a database, from an independent reader (Tests/Reference, in Python).
package struct Expectation: Sendable {
    package let files: [FilePath]
    /// The files that replace what they contradict, submitted after the others.
    package let replacing: [FilePath]
    /// The number of all files.
    package var sourceCount: Int { files.count + replacing.count }
    /// The output of `reference.py`.
    package let tables: FilePath
    /// The records of each file, by its path.
    package let records: [String: Int]
    /// The keys of the tables: addresses as hex, and `block|log index`.
    package let tokenKeys: Set<String>
    package let transferKeys: Set<String>

    /// Generates a sample in a new folder of `directory`, and runs the reference reader on it.
    static func make(_ shape: SampleShape, seed: UInt64, in directory: FilePath) async throws -> Expectation {
        let name = "sample-\(shape.transfers)-\(shape.tokens)-\(seed)" + (shape.overlaps ? "-overlapping" : "")
        let folder = directory.appending(name)
        let tables = folder.appending("expected")
        try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
        let options = SampleOptions(
            transfers: shape.transfers, tokens: shape.tokens, seed: seed, badTransferInterval: 200,
            badTokenInterval: 100)
        var files = try SampleGenerator.write(options, to: folder.string).map { FilePath($0.path) }
        let overlapping = shape.overlaps ? try OverlappingFiles(of: folder) : nil
        files += overlapping?.keeping ?? []
        let replacing = overlapping?.replacing ?? []
        let arguments = (files + replacing).map(\.string) + replacing.flatMap { ["--replace", $0.string] }
        let reading = try await Reference.run("reference.py", arguments + ["--tables", tables.string])
        guard reading.exitCode == 0 else { throw ChaosError("the reference reader failed: \(reading.everything)") }
        return try Expectation(files: files, replacing: replacing, tables: tables)
    }

    private init(files: [FilePath], replacing: [FilePath], tables: FilePath) throws {
        self.files = files
        self.replacing = replacing
        self.tables = tables
        let summary = try JSONDecoder().decode(
            Summary.self, from: Data(contentsOf: URL(fileURLWithPath: tables.appending("summary.json").string)))
        records = Dictionary(uniqueKeysWithValues: summary.files.map { ($0.file, $0.records) })
        tokenKeys = try Self.keys(in: tables.appending("tokens.tsv"), columns: 1)
        transferKeys = try Self.keys(in: tables.appending("token_transfers.tsv"), columns: 2)
    }

    private struct Summary: Decodable {
        struct File: Decodable {
            let file: String
            let records: Int
        }
        let files: [File]
    }

    private static func keys(in file: FilePath, columns: Int) throws -> Set<String> {
        let text = try String(contentsOfFile: file.string, encoding: .utf8)
        return Set(
            text.utf8.split(separator: UInt8(ascii: "\n")).map { line in
                line.split(separator: UInt8(ascii: "\t"), maxSplits: columns).prefix(columns)
                    .map { String(decoding: $0, as: UTF8.self) }.joined(separator: "|")
            })
    }
}

/// The reference reader, in Python.
enum Reference {
    private static let scripts = FilePath(#filePath).removingLastComponent().removingLastComponent()
        .removingLastComponent()
        .appending("Reference")

    static func run(_ script: String, _ arguments: [String]) async throws -> ProgramOutcome {
        // -B: Python writes nothing into the repository.
        try await Programs.run(named: "python3", ["-B", scripts.appending(script).string] + arguments)
    }

    /// The differences between a database and the expectation; empty if there are none.
    static func differences(_ database: String, from expectation: Expectation) async throws -> String {
        let check = try await run(
            "check.py", ["--expected", expectation.tables.string, "--psql", "psql \(database)"])
        return check.exitCode == 0 ? "" : check.everything
    }
}
