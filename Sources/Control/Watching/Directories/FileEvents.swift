import Glibc
import SystemPackage

/// The events in directories, from inotify(7).
///
/// Network file systems report only changes from this machine.
struct FileEvents: ~Copyable {
    private let descriptor: Int32
    /// The buffer for the events of one call. The longest event has 16 bytes and a name of 256.
    private static let bufferSize = 64 << 10
    private static let mask =
        IN_CREATE | IN_OPEN | IN_CLOSE_WRITE | IN_CLOSE_NOWRITE | IN_ATTRIB | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE
        | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR

    init() throws(WatchError) {
        descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        guard descriptor >= 0 else {
            if errno == EMFILE { throw .tooManyWatchers }
            throw .system("\(Errno(rawValue: errno))", during: "watching (inotify_init1)")
        }
    }

    deinit {
        close(descriptor)
    }

    /// Watches a directory, without its subdirectories.
    ///
    /// - Returns: the number of its events; the same one if it is already watched.
    func watch(_ directory: String) throws(WatchError) -> WatchNumber {
        let number = inotify_add_watch(descriptor, directory, UInt32(bitPattern: Self.mask))
        guard number < 0 else { return WatchNumber(rawValue: number) }
        let error = Errno(rawValue: errno)
        if error == .noSpace { throw .tooManyWatches(directory: directory) }
        throw WatchError(error, of: directory, during: "watching")
    }

    /// Stops watching a directory; ignores an unknown one.
    func forget(_ number: WatchNumber) {
        inotify_rm_watch(descriptor, number.rawValue)
    }

    /// Waits until there are events, or until `stop` is raised, but no longer than `limit`. Blocks the thread.
    func wait(for limit: Duration?, or stop: borrowing StopPipe) {
        var descriptors = [
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        poll(&descriptors, nfds_t(descriptors.count), Self.milliseconds(limit))
    }

    /// Reads the pending events, at most 64 KiB. Does not block.
    func read() throws(WatchError) -> [FileEvent] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: Self.bufferSize) { buffer, count in
            let result = Glibc.read(descriptor, buffer.baseAddress, Self.bufferSize)
            if result < 0 { failure = errno }
            count = max(0, result)
        }
        guard [0, EAGAIN, EINTR].contains(failure) else {
            throw .system("\(Errno(rawValue: failure))", during: "reading events (inotify)")
        }
        return Self.events(in: bytes)
    }

    private static func milliseconds(_ limit: Duration?) -> Int32 {
        guard let limit else { return -1 }
        // Rounded up: a wait that ends early would only repeat.
        let (seconds, attoseconds) = limit.components
        return Int32(clamping: max(0, min(seconds, 1 << 20) * 1000 + attoseconds / 1_000_000_000_000_000 + 1))
    }
}

extension FileEvents {
    /// Parses an array of `struct inotify_event`; ignores a truncated last one.
    static func events(in bytes: [UInt8]) -> [FileEvent] {
        let headSize = MemoryLayout<inotify_event>.size
        var events: [FileEvent] = []
        var start = 0
        while bytes.count - start >= headSize {
            let head = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: start, as: inotify_event.self) }
            let nameStart = start + headSize
            guard Int(head.len) <= bytes.count - nameStart else { break }
            start = nameStart + Int(head.len)
            // Padded with zeros to a multiple of the header size.
            let name = bytes[nameStart..<start].prefix { $0 != 0 }
            if let event = event(Int32(bitPattern: head.mask), name, WatchNumber(rawValue: head.wd)) {
                events.append(event)
            }
        }
        return events
    }

    private static func event(_ mask: Int32, _ name: ArraySlice<UInt8>, _ number: WatchNumber) -> FileEvent? {
        if mask & IN_Q_OVERFLOW != 0 { return .lost }
        if mask & (IN_IGNORED | IN_UNMOUNT | IN_DELETE_SELF | IN_MOVE_SELF) != 0 { return .ended(number) }
        if name.isEmpty { return mask & IN_ATTRIB != 0 ? .altered(number) : nil }
        let isDirectory = mask & IN_ISDIR != 0
        guard let text = String(validating: name, as: UTF8.self) else {
            return mask & (IN_CREATE | IN_MOVED_TO) == 0
                ? nil : .unreadableName(String(decoding: name, as: UTF8.self), in: number)
        }
        if isDirectory {
            if mask & (IN_CREATE | IN_MOVED_TO | IN_ATTRIB) != 0 { return .directoryCame(text, in: number) }
            return mask & (IN_DELETE | IN_MOVED_FROM) != 0 ? .directoryWent(text, in: number) : nil
        }
        return change(mask).map { .file(text, in: number, $0) }
    }

    private static func change(_ mask: Int32) -> FileChange? {
        switch true {
        case mask & IN_MOVED_TO != 0: .movedIn
        case mask & IN_CLOSE_WRITE != 0: .written
        case mask & IN_CREATE != 0: .created
        case mask & IN_OPEN != 0: .opened
        case mask & IN_CLOSE_NOWRITE != 0: .closed
        case mask & IN_ATTRIB != 0: .touched
        case mask & (IN_DELETE | IN_MOVED_FROM) != 0: .gone
        default: nil
        }
    }
}
