import Glibc
package import SystemPackage

/// A file that this process alone replaces: another one that locks it meanwhile is refused.
package struct LockedFile: ~Copyable {
    /// Where it is: a symbolic link was followed once.
    package let path: FilePath
    private let descriptor: FileDescriptor

    /// Opens and locks a file.
    ///
    /// - Parameter creating: whether an empty file is made if there is none, which its owner alone can read.
    /// - Throws: also if another process has locked it, or has replaced it at this moment.
    package init(_ path: FilePath, creating: Bool = false) throws(FileError) {
        let isThere = (try? path.stat(followTargetSymlink: false)) != nil
        let place = isThere ? try Self.realPath(of: path) : path
        let locked = try Self.open(place, creating)
        self.path = place
        descriptor = locked
    }

    private static func open(_ path: FilePath, _ creating: Bool) throws(FileError) -> FileDescriptor {
        let options: FileDescriptor.OpenOptions = [.noFollow, .nonBlocking, .closeOnExec]
        let file: FileDescriptor
        do {
            file = try FileDescriptor.open(
                path, .readOnly, options: creating ? options.union(.create) : options, permissions: .ownerReadWrite)
        } catch {
            throw FileError("cannot open \(path): \(error)")
        }
        // Both are the same file, unless another process has replaced it since it was opened.
        if flock(file.rawValue, LOCK_EX | LOCK_NB) == 0, let locked = try? file.stat(),
            let current = try? path.stat(followTargetSymlink: false), locked.inode == current.inode
        {
            return file
        }
        try? file.close()
        throw FileError("another command changes \(path) at this moment: try again")
    }

    /// Replaces the file by another, which is durable, and has the same owner, group and permissions.
    package func replace(with bytes: [UInt8]) throws(FileError) {
        let known: Stat
        do {
            known = try descriptor.stat()
        } catch {
            throw FileError("cannot look at \(path): \(error)")
        }
        let file = try WholeFile(replacing: path, permissions: .ownerReadWrite)
        try file.take(from: known)
        try file.write(bytes)
        try file.finish()
        let folder = path.removingLastComponent()
        try SyncedFile.sync(folder.isEmpty ? "." : folder)
    }

    private static func realPath(of path: FilePath) throws(FileError) -> FilePath {
        guard let real = realpath(path.string, nil) else {
            throw FileError("cannot follow \(path): \(Errno(rawValue: errno))")
        }
        defer { free(real) }
        return FilePath(platformString: real)
    }

    deinit { try? descriptor.close() }
}
