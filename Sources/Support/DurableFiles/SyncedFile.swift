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
