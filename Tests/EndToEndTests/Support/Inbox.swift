import Foundation
import SystemPackage

/// A watched directory, and the ways to add files to it.
struct Inbox {
    let folder: FilePath

    func makeDirectory(_ name: String) throws {
        try FileManager.default.createDirectory(
            atPath: folder.appending(name).string, withIntermediateDirectories: true)
    }

    /// Moves files into a new directory.
    func moveIn(_ files: [FilePath], to directory: String) throws -> [FilePath] {
        try makeDirectory(directory)
        return try files.map { try moveIn($0, to: "\(directory)/\($0.lastComponent?.string ?? "")") }
    }

    func moveIn(_ file: FilePath, to name: String) throws -> FilePath {
        try move(file, to: folder.pushing(FilePath(name)))
    }

    /// Renames a file.
    func move(_ file: FilePath, by name: String) throws {
        _ = try move(file, to: file.removingLastComponent().appending(name))
    }

    func copy(_ file: FilePath, to name: String) throws -> FilePath {
        let copy = folder.appending(name)
        try Files.write(try Files.bytes(file), to: copy)
        return copy
    }

    /// Overwrites an existing file with the content of another.
    func replace(_ file: FilePath, with other: FilePath) throws {
        let descriptor = try FileDescriptor.open(file, .writeOnly, options: .truncate)
        _ = try descriptor.closeAfter { try descriptor.writeAll(try Files.bytes(other)) }
    }

    /// Writes files in pieces, in turns; each is closed once in between.
    func writeSlowly(_ files: [FilePath], as directory: String) async throws -> [FilePath] {
        try makeDirectory(directory)
        let targets = files.map { folder.appending(directory).appending($0.lastComponent?.string ?? "") }
        let contents = try files.map { try Files.bytes($0) }
        for part in 0..<4 {
            for (target, bytes) in zip(targets, contents) {
                let descriptor = try FileDescriptor.open(
                    target, .writeOnly, options: [.create, .append], permissions: .ownerReadWrite)
                let piece = bytes[(bytes.count * part / 4)..<(bytes.count * (part + 1) / 4)]
                _ = try descriptor.closeAfter { try descriptor.writeAll(piece) }
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        return targets
    }

    private func move(_ file: FilePath, to target: FilePath) throws -> FilePath {
        try FileManager.default.moveItem(atPath: file.string, toPath: target.string)
        return target
    }
}
