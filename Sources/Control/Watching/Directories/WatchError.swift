import SystemPackage

/// Why directories cannot be watched, or not any longer.
package enum WatchError: Error, Sendable, Hashable {
    /// The user has as many watches as the system allows.
    case tooManyWatches(directory: String)
    /// The user has as many programs that watch, or this process as many open files, as the system allows.
    case tooManyWatchers
    /// The process has no file descriptor left.
    case noDescriptor
    case notFound(directory: String)
    case notADirectory(directory: String)
    case permissionDenied(directory: String)
    /// A directory that was being watched is not there any more.
    case gone(directory: String)
    /// The system failed; the text is its own.
    case system(String, during: String)

    /// Whether it concerns only the directory that it names, which may also have vanished in the meantime.
    var isOfOneDirectory: Bool {
        switch self {
        case .notFound, .notADirectory, .permissionDenied, .gone: true
        case .tooManyWatches, .tooManyWatchers, .noDescriptor, .system: false
        }
    }
}

extension WatchError {
    /// Sorts out what the system says of a directory.
    ///
    /// - Parameter activity: one word: `listing`.
    init(_ error: Errno, of directory: String, during activity: String) {
        switch error {
        case .noSuchFileOrDirectory: self = .notFound(directory: directory)
        case .notDirectory: self = .notADirectory(directory: directory)
        case .permissionDenied, .notPermitted: self = .permissionDenied(directory: directory)
        case .tooManyOpenFiles, .tooManyOpenFilesInSystem: self = .noDescriptor
        default: self = .system("\(error)", during: "\(activity) \(directory)")
        }
    }
}

extension WatchError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tooManyWatches(let directory):
            """
            \(directory) cannot be watched: this user has reached the system's limit of watches. Raise the limit: \
            sysctl fs.inotify.max_user_watches=524288
            """
        case .tooManyWatchers:
            """
            nothing can be watched: this user has reached the system's limit of inotify instances. Raise the limit: \
            sysctl fs.inotify.max_user_instances=1024 (or, if this process has too many files open, ulimit -n)
            """
        case .noDescriptor: "nothing can be watched: no file descriptor is left; raise `ulimit -n`"
        case .notFound(let directory): "\(directory): there is no such directory"
        case .notADirectory(let directory): "\(directory) is not a directory; `etl submit` accepts files"
        case .permissionDenied(let directory): "\(directory) cannot be watched: permission denied"
        case .gone(let directory):
            "\(directory) is gone: it was removed, moved or unmounted. Restart when it is available again"
        case .system(let message, let activity): "\(activity) failed: \(message)"
        }
    }
}
