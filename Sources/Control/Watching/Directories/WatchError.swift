import SystemPackage

/// The reason for which a watch cannot start or continue.
package enum WatchError: Error, Sendable, Hashable {
    /// The user has reached the limit of inotify watches.
    case tooManyWatches(directory: String)
    /// The user has reached the limit of inotify instances, or this process the limit of open files.
    case tooManyWatchers
    /// The process has no file descriptor left.
    case noDescriptor
    case notFound(directory: String)
    case notADirectory(directory: String)
    case permissionDenied(directory: String)
    /// A watched directory is gone.
    case gone(directory: String)
    /// A system call failed, with the text of the system.
    case system(String, during: String)

    /// Whether only the named directory is affected, which may also have vanished.
    var isOfOneDirectory: Bool {
        switch self {
        case .notFound, .notADirectory, .permissionDenied, .gone: true
        case .tooManyWatches, .tooManyWatchers, .noDescriptor, .system: false
        }
    }
}

extension WatchError {
    /// Classifies a system error of a directory.
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
        case .notADirectory(let directory): "\(directory) is not a directory"
        case .permissionDenied(let directory): "\(directory) cannot be watched: permission denied"
        case .gone(let directory):
            "\(directory) is gone: it was removed, moved or unmounted. Restart when it is available again"
        case .system(let message, let activity): "\(activity) failed: \(message)"
        }
    }
}
