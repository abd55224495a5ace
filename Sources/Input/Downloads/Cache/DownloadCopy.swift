internal import Glibc
internal import Synchronization
internal import SystemPackage

/// The beginning of a version of a download, in a file without a name. The system removes it with the last reference.
final class DownloadCopy: Sendable {
    let version: FileVersion
    private let file: FileDescriptor
    /// The bytes that the file has; nil after a failed write.
    private let count = Mutex<UInt64?>(0)

    /// Takes over an empty file.
    init(of version: FileVersion, in file: FileDescriptor) {
        self.version = version
        self.file = file
    }

    /// Creates a file that only this process can read. The copy may take half of the free space.
    convenience init(of version: FileVersion, below directory: FilePath) throws(Errno) {
        let path = directory.appending("token-etl-\(getpid())-\(UInt64.random(in: .min ... .max))")
        do {
            let file = try FileDescriptor.open(
                path, .readWrite, options: [.create, .exclusiveCreate, .closeOnExec, .noFollow],
                permissions: .ownerReadWrite)
            unlink(path.string)
            self.init(of: version, in: file)
        } catch {
            throw error as? Errno ?? .ioError
        }
        guard version.size <= freeBytes / 2 else { throw .noSpace }
    }

    deinit {
        try? file.close()
    }

    /// Reads bytes that it has.
    ///
    /// - Returns: the number of bytes read; 0 if it does not have the first of them.
    func read(at offset: UInt64, into buffer: inout [UInt8], _ range: Range<Int>) -> Int {
        let end = count.withLock { $0 } ?? 0
        guard offset < end else { return 0 }
        let part = range.prefix(Int(min(UInt64(range.count), end - offset)))
        let read = try? buffer.withUnsafeMutableBytes { bytes in
            try file.read(
                fromAbsoluteOffset: Int64(offset), into: UnsafeMutableRawBufferPointer(rebasing: bytes[part]))
        }
        return read ?? 0
    }

    /// Appends those of the bytes that it lacks. It ignores bytes behind a gap.
    ///
    /// - Throws: once, when the disk fails. The copy is empty from then on.
    func append(_ bytes: ArraySlice<UInt8>, at offset: UInt64) throws(Errno) {
        try count.withLock { count throws(Errno) in
            guard let end = count, offset <= end, end < offset + UInt64(bytes.count) else { return }
            do {
                let new = bytes.dropFirst(Int(end - offset))
                count = end + UInt64(try file.writeAll(toAbsoluteOffset: Int64(end), new))
            } catch {
                count = nil
                ftruncate(file.rawValue, 0)
                throw error as? Errno ?? .ioError
            }
        }
    }

    private var freeBytes: UInt64 {
        var status = statvfs()
        guard fstatvfs(file.rawValue, &status) == 0 else { return 0 }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize)
    }
}
