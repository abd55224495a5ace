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

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
