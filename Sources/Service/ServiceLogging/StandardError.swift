import Glibc
import Synchronization

/// Standard error, the destination of the log.
enum StandardError {
    /// A line is usually one write. After a partial write, this lock keeps other threads' lines out of the rest.
    private static let turn = Mutex(())

    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Writes all of a text. A log that cannot be written (a full disk, a closed pipe) does not stop the service.
    static func write(_ text: String) {
        turn.withLock { _ in
            var text = text
            text.withUTF8 { bytes in
                var rest = UnsafeRawBufferPointer(bytes)[...]
                while !rest.isEmpty {
                    let piece = UnsafeRawBufferPointer(rebasing: rest)
                    let count = systemWrite(STDERR_FILENO, piece.baseAddress, piece.count)
                    if count < 0 && errno == EINTR { continue }
                    guard count > 0 else { return }
                    rest = rest.dropFirst(count)
                }
            }
        }
    }
}

/// `write(2)`, under a name that members do not shadow.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
