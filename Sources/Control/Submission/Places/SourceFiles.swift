import Foundation
import SourceDescriptions
import SystemPackage

/// The files that a command was given.
package enum SourceFiles {
    /// The argument that stands for standard input.
    package static let standardInput = "-"

    /// Whether an argument names a file on another machine.
    package static func isURL(_ argument: String) -> Bool {
        WebAddress.isMeant(by: argument)
    }

    /// The path that names a file everywhere, without `.`, `..` and doubled slashes. Symbolic links stay: they are how
    /// an operator may have arranged that all machines see the same path. Of a link, its name, and of what
    /// is no link for all its beginning, nothing that could be a secret.
    package static func absolutePath(_ file: String) -> String {
        if isURL(file) { return SourceLink(file)?.name ?? "https://…" }
        let path = FilePath(file)
        let absolute = path.isAbsolute ? path : FilePath(FileManager.default.currentDirectoryPath).pushing(path)
        return absolute.lexicallyNormalized().string
    }

    /// Whether a file or directory with this name is none of the exports in its directory: hidden, a marker as
    /// `_SUCCESS`, or what is not complete yet.
    package static func isLeftOut(_ name: String) -> Bool {
        name.hasPrefix(".") || name.hasPrefix("_") || unfinishedSuffixes.contains { name.hasSuffix($0) }
    }

    /// How names end that programs give to what they are still writing, or write beside it.
    package static let unfinishedSuffixes = [".part", ".tmp", ".crc"]
}
