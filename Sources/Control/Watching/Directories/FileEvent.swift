/// The watch descriptor of a directory in inotify.
struct WatchNumber: Sendable, Hashable {
    let rawValue: Int32
}

/// An event in a directory.
enum FileEvent: Sendable, Hashable {
    case file(String, in: WatchNumber, FileChange)
    /// A directory was created, moved here, or changed its permissions.
    case directoryCame(String, in: WatchNumber)
    /// A directory was removed or moved away.
    case directoryWent(String, in: WatchNumber)
    /// A name that is not UTF-8, as a repaired text.
    case unreadableName(String, in: WatchNumber)
    /// The directory itself was moved, or its watch has ended.
    case ended(WatchNumber)
    /// The directory itself changed its permissions or link count; it loses its last link before the watch ends.
    case altered(WatchNumber)
    /// The event queue has overflowed: events are lost.
    case lost
}

/// A change of a file.
enum FileChange: Sendable, Hashable, CaseIterable {
    /// Created, by opening or by linking.
    case created
    case opened
    /// Closed by a process that may have written.
    case written
    /// Closed by a process that could only read.
    case closed
    /// Its permissions, times or owner changed.
    case touched
    case movedIn
    /// Removed or moved away.
    case gone
}
