internal import Glibc
internal import Parquet

/// A file of this machine.
final class FileSource: ParquetSource {
    let size: UInt64
    private let descriptor: Int32

    /// The code of a failed system call.
    struct Failure: Error {
        let code: Int32
    }

    init(_ path: String) throws(ParquetFailure<Failure>) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .source(Failure(code: errno)) }
        let end = lseek(descriptor, 0, SEEK_END)
        guard end >= 0 else { throw .source(Failure(code: errno)) }
        size = UInt64(end)
    }

    deinit {
        close(descriptor)
    }

    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
        guard count >= 0 else { throw Failure(code: errno) }
        return count
    }
}
