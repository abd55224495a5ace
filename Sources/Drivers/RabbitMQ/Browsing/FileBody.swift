internal import Glibc

/// A message body in a file: one too large for memory.
package final class FileBody: Sendable {
    private let descriptor: Int32
    private let place: String
    /// The size in bytes.
    package let count: Int

    /// The bytes that are read and written at once.
    package static let blockBytes = 1 << 20

    /// Opens an existing file, which must not change while it is in use.
    package init(path: String) throws(RabbitMQError) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        var status = stat()
        guard file >= 0, fstat(file, &status) == 0 else {
            let failure = RabbitMQError(fileFailure: "read", path)
            if file >= 0 { close(file) }
            throw failure
        }
        descriptor = file
        place = path
        count = Int(status.st_size)
    }

    /// Takes over an open file.
    init(descriptor: Int32, place: String, count: Int) {
        self.descriptor = descriptor
        self.place = place
        self.count = count
    }

    deinit { close(descriptor) }

    /// Reads a part of the body.
    ///
    /// - Returns: as many bytes as are left, at most `most`.
    /// - Throws: also if the file has become shorter.
    package func block(at offset: Int, most: Int = FileBody.blockBytes) throws(RabbitMQError) -> [UInt8] {
        let wanted = min(most, count - offset)
        let block = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
            while filled < wanted {
                let read = pread(
                    descriptor, buffer.baseAddress.map { $0 + filled }, wanted - filled, off_t(offset + filled))
                if read < 0 && errno == EINTR { continue }
                guard read > 0 else { break }
                filled += read
            }
        }
        guard block.count == wanted else { throw RabbitMQError(fileFailure: "read", place) }
        return block
    }
}

extension RabbitMQError {
    /// A failed access to a file, by `errno`.
    fileprivate init(fileFailure what: String, _ place: String) {
        self.init(.invalidMessage, "cannot \(what) a large message in \(place): \(String(cString: strerror(errno)))")
    }
}

extension FileBody: Hashable {
    /// Whether both are the same open file.
    package static func == (left: FileBody, right: FileBody) -> Bool { left === right }

    /// Feeds the identity.
    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// A file without a name that takes a body as it arrives. It vanishes with the process.
final class FileBodyDraft {
    private let descriptor: Int32
    private let directory: String
    private var count = 0
    private var isTaken = false

    init(in directory: String) throws(RabbitMQError) {
        var template = "\(directory)/.etl-letter-XXXXXX\0".utf8.map { CChar(bitPattern: $0) }
        let file = template.withUnsafeMutableBufferPointer { path in
            guard let name = path.baseAddress else { return Int32(-1) }
            let file = mkstemp(name)
            guard file >= 0 else { return file }
            unlink(name)
            _ = fcntl(file, F_SETFD, FD_CLOEXEC)
            return file
        }
        guard file >= 0 else { throw RabbitMQError(fileFailure: "keep", directory) }
        descriptor = file
        self.directory = directory
    }

    deinit { if !isTaken { close(descriptor) } }

    func append(_ bytes: UnsafeRawBufferPointer) throws(RabbitMQError) {
        var done = 0
        while done < bytes.count {
            let written = write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { throw RabbitMQError(fileFailure: "keep", directory) }
            done += written
        }
        count += bytes.count
    }

    /// The complete body; nothing more can be appended.
    func finish() -> FileBody {
        isTaken = true
        return FileBody(descriptor: descriptor, place: directory, count: count)
    }
}

/// Where a browser keeps the bodies of messages that are too large for memory.
package struct LargeBodies {
    /// A directory for files without names.
    let directory: String
    /// Whether to keep the body of a message.
    let wants: (BrowsedMessage) -> Bool

    package init(in directory: String, where wants: @escaping (BrowsedMessage) -> Bool) {
        self.directory = directory
        self.wants = wants
    }
}
