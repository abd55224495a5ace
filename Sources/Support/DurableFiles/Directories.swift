import Foundation
package import SystemPackage

/// Directories that programs create for their files.
package enum Directories {
    /// Creates a directory, and its parents, unless it exists.
    ///
    /// - Parameter permissions: those of what it creates; without them, the usual ones of the user.
    package static func make(_ directory: FilePath, permissions: FilePermissions? = nil) throws(FileError) {
        do {
            try FileManager.default.createDirectory(
                atPath: directory.string, withIntermediateDirectories: true,
                attributes: permissions.map { [.posixPermissions: Int($0.rawValue)] })
        } catch {
            throw FileError("cannot create the directory \(directory): \(error.localizedDescription)")
        }
    }
}
