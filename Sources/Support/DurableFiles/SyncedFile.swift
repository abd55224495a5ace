import Glibc
package import SystemPackage

/// Small files that are durable once written.
package enum SyncedFile {
    /// The most bytes to read: far more than a dead letter has.
    private static let largest = 64 << 20

    /// Writes a file, which only its owner can read unless others may.
    package static func write(
        _ bytes: [UInt8], to path: FilePath, permissions: FilePermissions = .ownerReadWrite
    ) throws(FileError) {
        let file = try WholeFile(replacing: path, permissions: permissions)
        try file.write(bytes)
        try file.finish()
    }

    /// Replaces a file, which keeps its owner, its group and its permissions. A new one can be read by its owner alone.
    ///
    /// A symbolic link stays, and leads to the new file.
    package static func replace(_ path: FilePath, with bytes: [UInt8]) throws(FileError) {
        let place = try realPath(of: path)
        let known = try? place.stat()
        let file = try WholeFile(replacing: place, permissions: .ownerReadWrite)
        if let known { try file.take(from: known) }
        try file.write(bytes)
        try file.finish()
        try sync(folder(of: place))
    }

    /// Runs `body` while no other process does so for a file of the same directory.
    package static func alone<Outcome>(_ path: FilePath, _ body: () throws -> Outcome) throws -> Outcome {
        // The directory, since a file that is replaced is another one.
        let directory = folder(of: try realPath(of: path))
        let lock: FileDescriptor
        do {
            lock = try FileDescriptor.open(directory, .readOnly, options: [.directory, .closeOnExec])
        } catch {
            throw FileError("cannot open the directory \(directory): \(error)")
        }
        return try lock.closeAfter {
            while flock(lock.rawValue, LOCK_EX) != 0 {
                guard errno == EINTR else {
                    throw FileError("cannot lock the directory \(directory): \(Errno(rawValue: errno))")
                }
            }
            return try body()
        }
    }

    private static func folder(of path: FilePath) -> FilePath {
        let folder = path.removingLastComponent()
        return folder.isEmpty ? "." : folder
    }

    /// Where a path leads; the path itself if there is nothing yet.
    private static func realPath(of path: FilePath) throws(FileError) -> FilePath {
        guard (try? path.stat(followTargetSymlink: false)) != nil else { return path }
        guard let real = realpath(path.string, nil) else {
            throw FileError("cannot follow \(path): \(Errno(rawValue: errno))")
        }
        defer { free(real) }
        return FilePath(platformString: real)
    }

    /// Makes the names in a directory durable.
    package static func sync(_ directory: FilePath) throws(FileError) {
        do {
            let file = try FileDescriptor.open(directory, .readOnly, options: [.directory, .closeOnExec])
            try file.closeAfter {
                guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
            }
        } catch {
            throw FileError("cannot write to \(directory): \(error)")
        }
    }

    package static func read(_ path: FilePath) throws(FileError) -> [UInt8] {
        do {
            let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec])
            return try file.closeAfter {
                let size = Int(try file.seek(offset: 0, from: .end))
                guard size <= largest else { throw Errno.fileTooLarge }
                return try file.bytes(upTo: size)
            }
        } catch {
            throw FileError("cannot read \(path): \(error)")
        }
    }
}

extension FileDescriptor {
    /// Reads a file from its beginning.
    ///
    /// - Parameter size: the most bytes; fewer if it ends before.
    func bytes(upTo size: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            let bytes = UnsafeMutableRawBufferPointer(buffer)
            while count < size {
                let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[count..<size])
                let read = try read(fromAbsoluteOffset: Int64(count), into: rest)
                if read == 0 { break }
                count += read
            }
        }
    }
}
