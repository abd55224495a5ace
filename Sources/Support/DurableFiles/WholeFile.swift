import Glibc
package import SystemPackage

/// A file that becomes durable as a whole or does not appear; or standard output.
package struct WholeFile: ~Copyable {
    private let descriptor: FileDescriptor
    /// Nil for standard output.
    private let path: FilePath?
    private var isWhole = false

    /// Writes to a file that everybody can read, or to standard output; refuses to replace anything but a file.
    package init(_ path: FilePath?) throws(FileError) {
        guard let path else {
            self.init(to: .standardOutput, nil)
            return
        }
        let type = (try? path.stat(followTargetSymlink: false))?.type
        guard [nil, .regular].contains(type) else { throw FileError("\(path) exists and is not a file") }
        try self.init(replacing: path, permissions: [.ownerReadWrite, .groupRead, .otherRead])
    }

    /// Writes a file that replaces the one with this name.
    package init(replacing path: FilePath, permissions: FilePermissions) throws(FileError) {
        do {
            // One may be left of a process that was killed; or somebody has put a link there, which must lead nowhere.
            unlink(Self.draft(of: path).string)
            let draft = try FileDescriptor.open(
                Self.draft(of: path), .writeOnly, options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
                permissions: permissions)
            self.init(to: draft, path)
        } catch {
            throw FileError("cannot write \(path): \(error)")
        }
    }

    private init(to descriptor: FileDescriptor, _ path: FilePath?) {
        self.descriptor = descriptor
        self.path = path
    }

    /// Gives the file the owner, the group and the permissions of another.
    func take(from other: Stat) throws(FileError) {
        // The owner first: a change of it clears bits of the permissions.
        guard fchown(descriptor.rawValue, other.userID.rawValue, other.groupID.rawValue) == 0,
            fchmod(descriptor.rawValue, other.permissions.rawValue) == 0
        else {
            throw FileError(
                "cannot keep the owner, the group and the permissions of \(path?.string ?? "standard output"): \(Errno(rawValue: errno))"
            )
        }
    }

    /// Appends bytes.
    package func write(_ bytes: [UInt8]) throws(FileError) {
        do {
            try descriptor.writeAll(bytes)
        } catch {
            throw FileError("cannot write \(path?.string ?? "to standard output"): \(error)")
        }
    }

    /// Makes the file durable, and renames it to its path.
    package consuming func finish() throws(FileError) {
        guard let path else { return }
        guard fsync(descriptor.rawValue) == 0, rename(Self.draft(of: path).string, path.string) == 0 else {
            throw FileError("cannot write \(path): \(Errno(rawValue: errno))")
        }
        isWhole = true
    }

    deinit {
        guard let path else { return }
        try? descriptor.close()
        if !isWhole { unlink(Self.draft(of: path).string) }
    }

    private static func draft(of path: FilePath) -> FilePath { FilePath(path.string + ".new") }
}

/// A failed access to a file or directory, with its path and the reason.
package struct FileError: Error, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
