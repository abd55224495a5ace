import Foundation
package import SystemPackage

/// Directories that programs create for their files.
package enum Directories {
    /// Creates a directory, and its parents, unless it exists.
    package static func make(_ directory: FilePath, ownerOnly: Bool = false) throws(FileError) {
        do {
            try FileManager.default.createDirectory(
                atPath: directory.string, withIntermediateDirectories: true,
                attributes: ownerOnly ? [.posixPermissions: 0o700] : nil)
        } catch {
            throw FileError("cannot create the directory \(directory): \(error.localizedDescription)")
        }
    }
}
