internal import Glibc
internal import SourceDescriptions
internal import Synchronization
internal import SystemPackage

/// An open file of this machine.
final class LocalFile: SourceFile {
    let path: String
    let size: UInt64
    let modified: Int64
    private let descriptor: FileDescriptor
    private let content: Mutex<Content>

    /// What the file held when somebody last looked.
    private struct Content {
        /// When its bytes or its attributes last changed; no tool can set that back.
        var changed: Int64
        /// Nil before anybody asked.
        var fingerprint: SourceFingerprint?
    }

    /// Takes over a descriptor.
    ///
    /// - Throws: ``SourceError`` when it is that of no regular file; it is closed then.
    init(_ path: String, _ descriptor: FileDescriptor) throws(SourceError) {
        self.path = path
        do throws(SourceError) {
            let status = try Self.status(of: descriptor, path)
            size = UInt64(status.size)
            modified = status.modified
            content = Mutex(Content(changed: status.changed))
        } catch {
            try? descriptor.close()
            throw error
        }
        self.descriptor = descriptor
        // Advice only: the kernel reads further ahead. It may refuse.
        _ = posix_fadvise(descriptor.rawValue, 0, 0, POSIX_FADV_SEQUENTIAL)
    }

    deinit {
        try? descriptor.close()
    }

    func checkUnchanged() throws(SourceError) {
        let status = try Self.status(of: descriptor, path)
        let found = UInt64(status.size)
        guard found == size else { throw SourceError(path, .sizeChanged(expected: size, found: found)) }
        guard status.modified == modified else { throw SourceError(path, .timeChanged) }
        // A rename or another mode is a change, too, so only the bytes decide.
        let known = content.withLock { $0 }
        guard let fingerprint = known.fingerprint, status.changed != known.changed else { return }
        guard try readFingerprint() == fingerprint else { throw SourceError(path, .contentChanged) }
        content.withLock { $0.changed = status.changed }
    }

    func fingerprint() throws(SourceError) -> SourceFingerprint {
        let fingerprint = try readFingerprint()
        content.withLock { $0.fingerprint = fingerprint }
        return fingerprint
    }

    private func readFingerprint() throws(SourceError) -> SourceFingerprint {
        try fingerprint(of: FingerprintBlocks.spread(over: size))
    }

    func readPart(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) {
        var count = 0
        while count < buffer.count {
            let read: Int
            do {
                let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
                read = try descriptor.read(fromAbsoluteOffset: Int64(offset) + Int64(count), into: rest)
            } catch {
                throw SourceError(path, error, offset: offset)
            }
            guard read > 0 else { throw try endedEarly(at: offset + UInt64(count)) }
            count += read
        }
    }

    func readSome(
        at offset: UInt64, into buffer: inout [UInt8], _ range: Range<Int>
    ) throws(SourceError) -> Int {
        let count: Int
        do {
            count = try buffer.withUnsafeMutableBytes { bytes in
                try descriptor.read(
                    fromAbsoluteOffset: Int64(offset), into: UnsafeMutableRawBufferPointer(rebasing: bytes[range]))
            }
        } catch {
            throw SourceError(path, error, offset: offset)
        }
        guard count > 0 || range.isEmpty || offset >= size else { throw try endedEarly(at: offset) }
        return count
    }

    /// The fault of a file that has ended before its size: somebody has cut it, unless it still has the size.
    private func endedEarly(at end: UInt64) throws(SourceError) -> SourceError {
        let now = UInt64(try Self.status(of: descriptor, path).size)
        return SourceError(
            path, now == size ? .endsBeforeItsSize(size, end: end) : .sizeChanged(expected: size, found: now))
    }
}

extension LocalFile {
    private static func status(of descriptor: FileDescriptor, _ path: String) throws(SourceError) -> Stat {
        do {
            let status = try descriptor.stat()
            guard status.type != .directory else { throw SourceError(path, .isADirectory) }
            guard status.type == .regular else { throw SourceError(path, .notARegularFile) }
            guard try status.size > 0 || isEmpty(descriptor) else { throw SourceError(path, .hasNoSize) }
            return status
        } catch {
            throw error as? SourceError ?? SourceError(path, error)
        }
    }

    /// Whether a file without a size has no bytes either. Those of the kernel, as in /proc, are made when they are read, and
    /// differ each time.
    private static func isEmpty(_ descriptor: FileDescriptor) throws -> Bool {
        do {
            let count = try withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) {
                try descriptor.read(fromAbsoluteOffset: 0, into: $0)
            }
            // What has a size by now has only grown.
            return try count == 0 || descriptor.stat().size > 0
        } catch Errno.wouldBlock, Errno.illegalSeek {
            // A file has an end, and places.
            return false
        }
    }
}
