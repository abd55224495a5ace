import CAllocations
import Glibc
import SourceDescriptions
import SourceReading
import TestData

/// Decompressing a source to its end, for each compression at the default level of its own program.
enum DecompressBenchmarks {
    /// The part of the export that can be compressed in a few seconds.
    private static let size = 8 << 20

    static func all(_ export: Export) throws -> [Microbenchmark] {
        let text = try beginning(of: export.path)
        return try Compressor.allCases.map { compressor in
            let path = export.path(of: compressor)
            try write(compressed(text, by: compressor), to: path)
            let source = try SourceDescription.inspect(path: path)
            return Microbenchmark(name: "\(compressor)", unit: "KB", count: text.count / 1000, bytes: text.count) {
                let check = try SourceCheck.verify(path: path, opener: SourceRoots.everywhere, source: source)
                consume_value(check == .passed ? 1 : 0)
            }
        }
    }

    private static func compressed(_ text: [UInt8], by compressor: Compressor) -> [UInt8] {
        // The preset of the tests' xz is for small texts.
        compressor == .xz ? XZ.stream(text, preset: 6, dictionary: 8 << 20) : compressor.member(text)
    }

    private static func beginning(of path: String) throws -> [UInt8] {
        guard let file = fopen(path, "r") else { throw MicrobenchError("\(path) cannot be read") }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: size)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes[0..<count])
    }

    private static func write(_ bytes: [UInt8], to path: String) throws {
        guard let file = fopen(path, "w") else { throw MicrobenchError("\(path) cannot be written") }
        defer { fclose(file) }
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
            throw MicrobenchError("\(path) cannot be written")
        }
    }
}
