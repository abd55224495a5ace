import Foundation
import SystemPackage

@testable import LocalServers

/// The independent reader of the same files, in Python: `Tests/Reference`.
enum Reference {
    private static let scripts = FilePath(#filePath).removingLastComponent().removingLastComponent()
        .removingLastComponent()
        .appending("Reference")
    private static let python = try? Program.find("python3", in: [], package: "python3")
    private static let psql = try? Program.find("psql", in: [], package: "postgresql-client")

    static let isAvailable = python != nil && psql != nil

    /// The folder of real exports beside the repository; not every machine has it.
    static let realExports = scripts.removingLastComponent().removingLastComponent().removingLastComponent()
        .appending("shared/data")

    /// Writes the records of files in other forms that mean the same; see `variants.py`.
    static func variants(of files: [FilePath], to directory: FilePath) async throws -> [FilePath] {
        let outcome = try await run("variants.py", files.map(\.string) + ["--to", directory.string])
        return outcome.output.split(separator: "\n").map { FilePath(String($0)) }
    }

    /// The differences between a database and its expected content after loading these files into empty tables.
    static func differences(
        _ database: String, from files: [FilePath], scratch: FilePath
    ) async throws -> String {
        let expected = scratch.appending("expected").string
        // Exit code 1 stands for files that end with an error; the records before the error count.
        _ = try await run("reference.py", files.map(\.string) + ["--tables", expected])
        let check = try await run(
            "check.py", ["--expected", expected, "--psql", "\(psql?.string ?? "psql") \(database)"])
        return check.exitCode == 0 ? "" : "exit code \(check.exitCode ?? -1)\n\(check.everything)"
    }

    /// The end of a file, as the independent reader found it.
    struct End: Decodable {
        let file: String
        let error: String?
        /// Lines of the file, and those among them that were read and not read.
        let lines: Int
        let readLines: Int
        let unreadLines: Int
    }

    /// The ends of the files of the last comparison, by their paths.
    static func ends(in scratch: FilePath) throws -> [String: End] {
        struct Document: Decodable { let files: [End] }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let summary = scratch.appending("expected/summary.json")
        let ends = try decoder.decode(Document.self, from: Data(try Files.bytes(summary))).files
        return Dictionary(uniqueKeysWithValues: ends.map { ($0.file, $0) })
    }

    private static func run(_ script: String, _ arguments: [String]) async throws -> Outcome {
        let python = try Program.find("python3", in: [], package: "python3")
        // -B: Python writes nothing into the repository.
        return try await Programs.run(python, ["-B", scripts.appending(script).string] + arguments)
    }
}
