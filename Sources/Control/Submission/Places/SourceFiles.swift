import Foundation
import SourceDescriptions
import SystemPackage

/// The file arguments of a command.
package enum SourceFiles {
    /// The argument that stands for standard input.
    package static let standardInput = "-"

    /// Whether an argument names a file on another machine.
    package static func isURL(_ argument: String) -> Bool {
        WebAddress.isMeant(by: argument)
    }

    /// Whether an argument names nothing in the file system.
    static func isElsewhere(_ argument: String) -> Bool {
        argument == standardInput || isURL(argument) || ChainSource.isMeant(by: argument)
    }

    /// The absolute path, without `.`, `..` and doubled slashes. Symbolic links stay: they may give all machines the same
    /// path. For a link, returns its name without secrets; for a malformed link, nothing that could be a
    /// secret.
    package static func absolutePath(_ file: String) -> String {
        if ChainSource.isMeant(by: file) { return file }
        if isURL(file) { return SourceLink(file)?.name ?? "https://…" }
        let path = FilePath(file)
        let absolute = path.isAbsolute ? path : FilePath(FileManager.default.currentDirectoryPath).pushing(path)
        return absolute.lexicallyNormalized().string
    }

    /// Whether a directory scan skips this name: hidden, a marker such as `_SUCCESS`, or a file that is not complete
    /// yet.
    package static func isLeftOut(_ name: String) -> Bool {
        name.hasPrefix(".") || name.hasPrefix("_") || unfinishedSuffixes.contains { name.hasSuffix($0) }
    }

    /// Suffixes that programs give to unfinished files and their companions.
    package static let unfinishedSuffixes = [".part", ".tmp", ".crc"]
}
