import Foundation
import LocalServers
import Subprocess
import SystemPackage

/// One of the executables, which runs to its end.
struct Program: Sendable {
    let status: ManagedProcess.Status
    let output: String
    let error: String

    /// - Parameters:
    ///   - environment: the complete environment of the program.
    ///   - cue: the text on standard error after which the program gets SIGTERM.
    static func run(
        _ name: String, _ arguments: [String], environment: [Environment.Key: String] = [:],
        terminateWhenItSays cue: String? = nil
    ) async throws -> Program {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("program-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (output, error) = (folder.path + "/output", folder.path + "/error")
        let process = try await ManagedProcess.start(
            directory.appending(name), arguments: arguments,
            environment: .custom(
                environment.merging(["PATH": "/usr/bin:/bin", "LOG_FORMAT": "text"]) { mine, _ in mine }),
            output: .file(FilePath(output)), error: .file(FilePath(error)))
        if let cue {
            while process.isRunning, !text(error).contains(cue) { try await Task.sleep(for: .milliseconds(20)) }
            process.send(.terminate)
        }
        let status = await process.wait()
        return Program(status: status, output: text(output), error: text(error))
    }

    /// The executables are in the directory of the test bundle.
    static let directory = FilePath(
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path)

    private static func text(_ path: String) -> String {
        (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }
}
