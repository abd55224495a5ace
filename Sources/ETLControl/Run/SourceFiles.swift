import Formats
import Foundation
import SystemPackage

/// The files that a command was given.
enum SourceFiles {
    /// The path that names a file everywhere, without `.`, `..` and doubled slashes. Symbolic links stay: they are how
    /// an operator may have arranged that all machines see the same path.
    /// Of a link, its name.
    static func absolutePath(_ file: String) -> String {
        if WebAddress.isMeant(by: file) { return SourceLocation(file)?.name ?? "the link" }
        let path = FilePath(file)
        let absolute = path.isAbsolute ? path : FilePath(FileManager.default.currentDirectoryPath).pushing(path)
        return absolute.lexicallyNormalized().string
    }

    /// Makes a directory, and those above it, unless it is there.
    static func makeDirectory(_ directory: FilePath) throws(CommandFailure) {
        do {
            try FileManager.default.createDirectory(atPath: directory.string, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure("cannot make the directory \(directory): \(error.localizedDescription)")
        }
    }
}
