import Foundation
import Subprocess
import SystemPackage

/// The executable `fuzz`, which is in the directory of the test program.
enum Programs {
    static let fuzz = FilePath(FileManager.default.currentDirectoryPath)
        .pushing(FilePath(CommandLine.arguments[0])).removingLastComponent().appending("fuzz")

    /// Runs `fuzz`.
    ///
    /// - Returns: its exit code, nil if a signal ended it, and its output.
    static func runFuzz(_ arguments: [String]) async throws -> (code: Int32?, output: String) {
        let result = try await Subprocess.run(
            .path(fuzz), arguments: Arguments(arguments),
            environment: .inherit.updating(["SWIFT_BACKTRACE": "enable=no"]), output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 20))
        let code: Int32? = if case .exited(let code) = result.terminationStatus { code } else { nil }
        return (code, result.standardOutput + result.standardError)
    }

    /// Gives `body` a new folder, which is deleted afterwards.
    static func withFolder<Output>(_ body: (FilePath) async throws -> Output) async throws -> Output {
        let folder = FilePath(FileManager.default.temporaryDirectory.path)
            .appending("token-etl-fuzz-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder.string) }
        return try await body(folder)
    }
}
