/// The number under which inotify reports on a directory.
struct WatchNumber: Sendable, Hashable {
    let rawValue: Int32
}

/// Something that has happened in a directory.
enum FileEvent: Sendable, Hashable {
    case file(String, in: WatchNumber, FileChange)
    /// A directory was made here or moved here, or has other permissions.
    case directoryCame(String, in: WatchNumber)
    /// A directory was removed, or moved away.
    case directoryWent(String, in: WatchNumber)
    /// A name that is no UTF-8; what is left of it when that is mended.
    case unreadableName(String, in: WatchNumber)
    /// The directory itself is not where it was, or nobody reports on it any more.
    case ended(WatchNumber)
    /// The directory itself has other permissions or links; the last goes with its name, before its end.
    case altered(WatchNumber)
    /// More has happened than the system keeps: nothing is known of that.
    case lost
}

/// What has happened to a file.
enum FileChange: Sendable, Hashable, CaseIterable {
    /// It is new, by opening it or by linking it.
    case created
    case opened
    /// Closed by somebody who may have written.
    case written
    /// Closed by somebody who could only read.
    case closed
    /// Its permissions, times or owner are others.
    case touched
    case movedIn
    /// Removed, or moved away.
    case gone
}
