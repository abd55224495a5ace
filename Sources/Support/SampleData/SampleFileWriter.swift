internal import SystemPackage

/// Writes a file: collects records and writes them in pieces of a megabyte.
///
/// Owns the descriptor; unflushed records are lost with the value.
struct SampleFileWriter: ~Copyable {
    private static let pieceSize = 1 << 20

    /// The unwritten records. Append whole records, then call ``flushIfFull()``.
    var buffer = RecordBuffer(capacity: SampleFileWriter.pieceSize + (64 << 10))

    private(set) var bytesWritten = 0
    private let path: String
    private let descriptor: FileDescriptor

    /// Creates the file, or truncates an existing one.
    init(path: String) throws(SampleError) {
        self.path = path
        do {
            descriptor = try FileDescriptor.open(
                FilePath(path), .writeOnly, options: [.create, .truncate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
        } catch {
            throw Self.failure(path: path, cause: error)
        }
    }

    deinit {
        try? descriptor.close()
    }

    /// Writes the buffer once it has a megabyte; true if it did.
    mutating func flushIfFull() throws(SampleError) -> Bool {
        guard buffer.bytes.count >= Self.pieceSize else { return false }
        try flush()
        return true
    }

    mutating func flush() throws(SampleError) {
        do {
            bytesWritten += try descriptor.writeAll(buffer.bytes)
        } catch {
            throw Self.failure(path: path, cause: error)
        }
        buffer.removeAll()
    }

    private static func failure(path: String, cause: any Error) -> SampleError {
        SampleError(
            code: .fileNotWritten,
            description: "Cannot write the sample file \(path): \(cause). "
                + "Check that its folder exists, is writable, and has free space.")
    }
}
