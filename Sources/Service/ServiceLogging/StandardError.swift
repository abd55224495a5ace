import Glibc
import Synchronization

/// Standard error, where the log goes.
enum StandardError {
    /// A line is one write as a rule; this keeps the rest of a cut one from being mixed with those of other threads.
    private static let turn = Mutex(())

    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Writes a text as a whole. A log that cannot be written, because its disk is full or nobody reads it, is no reason to
    /// stop.
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

/// `write(2)`, by a name that members do not hide.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
