import Foundation
import SystemPackage

/// The few operations on files that the tests need.
enum Files {
    static func text(_ path: FilePath) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: path.string)), as: UTF8.self)
    }

    static func write(_ bytes: some Sequence<UInt8>, to path: FilePath) throws {
        let folder = path.removingLastComponent().string
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: path.string))
    }

    static func bytes(_ path: FilePath) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path.string)))
    }

    static func remove(_ path: FilePath) throws {
        try FileManager.default.removeItem(atPath: path.string)
    }

    /// The regular files below a folder, as far as permissions allow.
    static func all(below folder: FilePath) -> [FilePath] {
        let names = FileManager.default.enumerator(atPath: folder.string)?.compactMap { $0 as? String } ?? []
        return names.sorted().map { folder.appending($0) }.filter { path in
            var isDirectory: ObjCBool = false
            return FileManager.default.fileExists(atPath: path.string, isDirectory: &isDirectory)
                && !isDirectory.boolValue
        }
    }
}
