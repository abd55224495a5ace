import Glibc
import SystemPackage

/// Files that are there completely, on disk, or not at all.
enum SyncedFile {
    /// A letter's body, and what is known of it, are far below this.
    private static let largest = 64 << 20

    /// Writes a file that only its owner may read.
    static func write(_ bytes: [UInt8], to path: FilePath) throws(CommandFailure) {
        let file = try ExportFile(replacing: path, permissions: .ownerReadWrite)
        try file.write(bytes)
        try file.finish()
    }

    /// Has the disk take the names in a directory.
    static func sync(_ directory: FilePath) throws(CommandFailure) {
        do {
            let file = try FileDescriptor.open(directory, .readOnly, options: [.directory, .closeOnExec])
            try file.closeAfter {
                guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
            }
        } catch {
            throw CommandFailure("cannot write to \(directory): \(error)")
        }
    }

    static func read(_ path: FilePath) throws(CommandFailure) -> [UInt8] {
        do {
            let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec])
            return try file.closeAfter {
                let size = Int(try file.seek(offset: 0, from: .end))
                guard size <= largest else { throw Errno.fileTooLarge }
                return try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
                    let bytes = UnsafeMutableRawBufferPointer(buffer)
                    while count < size {
                        let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[count..<size])
                        let read = try file.read(fromAbsoluteOffset: Int64(count), into: rest)
                        if read == 0 { break }
                        count += read
                    }
                }
            }
        } catch {
            throw CommandFailure("cannot read \(path): \(error)")
        }
    }
}
