import Foundation

/// A file, deleted with the last reference to it.
package final class TemporaryFile {
    package let path: String

    package init(_ bytes: [UInt8]) throws {
        let folder = FileManager.default.temporaryDirectory
        path = folder.appendingPathComponent("formats-\(UUID().uuidString)").path
        try write(bytes)
    }

    package convenience init(_ text: String) throws {
        try self.init(Array(text.utf8))
    }

    package func write(_ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    /// Makes the file 4 TiB long. What is added takes no space on disk, and reads as zeros.
    package func extendWithZeros() throws { try Self.extendWithZeros(path) }

    package static func extendWithZeros(_ path: String) throws {
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.truncate(atOffset: 1 << 42)
        try handle.close()
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
