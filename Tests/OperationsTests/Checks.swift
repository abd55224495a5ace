import Foundation

/// The Python with the packages that the checks import, and the programs that they call.
enum Checks {
    struct Outcome {
        let exitCode: Int32
        let output: String
    }

    private static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let python: URL? = {
        let environment = repository.appending(path: ".build/operations")
        guard FileManager.default.fileExists(atPath: environment.appending(path: "complete").path) else { return nil }
        return environment.appending(path: "bin/python")
    }()

    static let promtool = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .map { "\($0)/promtool" }.first { FileManager.default.isExecutableFile(atPath: $0) }

    /// Runs the tests of a file to their end.
    static func run(_ name: String) throws -> Outcome {
        let process = Process()
        process.executableURL = python
        // -B: Python writes nothing into the repository.
        process.arguments = ["-B", "-m", "unittest", "--verbose", name]
        process.currentDirectoryURL = repository.appending(path: "Tests/Operations")
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Outcome(exitCode: process.terminationStatus, output: String(decoding: output, as: UTF8.self))
    }
}
