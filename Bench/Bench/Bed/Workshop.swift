import Foundation
import SystemPackage

/// The directory with generated files, logs and results, and the programs of this build.
struct Workshop: Sendable {
    private let directory: FilePath

    /// The directory of this executable; the executables of one build are in the same directory.
    let programs: FilePath

    /// Creates the directory if it does not exist.
    init(_ directory: String) throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        self.directory = FilePath(URL(filePath: directory).standardizedFileURL.path)
        let executable = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        programs = FilePath(executable).removingLastComponent()
        for name in ["etl", "extractor", "transformer", "loader"] where !Self.isExecutable(program(name)) {
            throw BenchError("\(program(name)) is not there; build everything: make build")
        }
    }

    /// A file in the directory.
    func path(_ name: String) -> String { directory.appending(name).string }

    /// A program of this build.
    func program(_ name: String) -> FilePath { programs.appending(name) }

    func write(_ text: String, to name: String) throws {
        try (text + "\n").write(toFile: path(name), atomically: true, encoding: .utf8)
    }

    func makeDirectory(_ path: String) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    static func remove(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// A program in PATH.
    static func find(_ name: String) -> FilePath? {
        let directories = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return directories.map { FilePath(String($0)).appending(name) }.first(where: isExecutable)
    }

    static func isExecutable(_ path: FilePath) -> Bool { FileManager.default.isExecutableFile(atPath: path.string) }
}
