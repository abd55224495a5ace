import Compression
import Foundation
import TestData
import Testing

/// Data from the compressions' own programs.
@Suite struct ReferenceToolTests {
    static let commands: [(compressor: Compressor, arguments: String)] = [
        (.gzip, "gzip -1"), (.gzip, "gzip -9"), (.zstd, "zstd -q -1"), (.zstd, "zstd -q -19"),
        (.zstd, "zstd -q --fast=9 --no-check"), (.zstd, "zstd -q -3 --long=27 -T2"), (.bzip2, "bzip2 -1"),
        (.bzip2, "bzip2 -9"), (.xz, "xz -0"), (.xz, "xz -6 -T2 --block-size=300000"), (.xz, "xz -2 -C none"),
        (.xz, "xz -2 -C sha256 --x86 --lzma2=dict=1MiB"), (.xz, "xz --delta=dist=4 --lzma2"),
    ]

    private static let missing = Set(commands.map(\.compressor.rawValue)).sorted().filter { !isInstalled($0) }

    @Test(.enabled(if: missing.isEmpty, "not installed: \(missing)"), arguments: commands.indices)
    func readsWhatTheProgramWrites(_ index: Int) throws {
        let (compressor, arguments) = Self.commands[index]
        var random = SeededGenerator(UInt64(index))
        let noise = (0..<50_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        let text = (0..<60_000).map { "\($0 * 7919),0x\(String($0 * $0, radix: 16))\n" }.joined()
        let content = Array(text.utf8) + noise
        let compressed = try Self.run(arguments, content)
        let twice = compressed + compressed
        for _ in 0..<4 {
            let result = Decompression(
                compressor, twice, input: Int.random(in: 1...100_000, using: &random),
                output: Int.random(in: 1...300_000, using: &random))
            #expect(result.error == nil)
            #expect(result.text == content + content)
        }
    }

    private static func isInstalled(_ program: String) -> Bool {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
    }

    /// The output of a program.
    private static func run(_ command: String, _ input: [UInt8]) throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tool-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(input).write(to: folder.appendingPathComponent("in"))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "\(command) < in > out"]
        process.currentDirectoryURL = folder
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(command)")
        return [UInt8](try Data(contentsOf: folder.appendingPathComponent("out")))
    }
}
