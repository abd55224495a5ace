import Blocking
import Submission

/// Finds the complete files below some directories: existing ones, and ones that arrive.
///
/// Holds a number and a path for each directory, an entry for each settling file, and at most some thousand complete
/// files. The kernel queues events between calls; after an overflow, the watch scans the directories again. Calls block
/// the actor's own thread.
actor DirectoryWatch {
    private let executor = QueueExecutor(label: "directory watch")
    let roots: [String]
    let names: SourceNames
    private let stop: StopPipe
    private let onUnreadable: @Sendable (String) -> Void
    /// Nil to scan once.
    var events: FileEvents?
    var tree = WatchedTree()
    var settling: SettlingFiles
    /// The directories to scan.
    var pending: [String]
    /// The directory that is being scanned.
    var listing: DirectoryListing?
    var complete: [String: FileState] = [:]
    var rescanAt: ContinuousClock.Instant?
    var complaints = OnceSaid()
    static let batchSize = 2000

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - roots: absolute paths, none below another.
    ///   - pause: how long a file must not change to be complete.
    ///   - stop: ends the wait.
    ///   - follows: whether to wait for more files after the first scan.
    ///   - onUnreadable: called with a message, once for each unreadable file or directory.
    /// - Throws: ``WatchError`` when a root is not a directory, or inotify is unavailable.
    init(
        _ roots: [String], _ names: SourceNames, pause: Duration, stop: StopPipe, follows: Bool,
        onUnreadable: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(WatchError) {
        for root in roots { try Self.requireDirectory(root) }
        self.roots = roots
        self.names = names
        self.stop = stop
        self.onUnreadable = onUnreadable
        events = follows ? try FileEvents() : nil
        settling = SettlingFiles(pause: pause)
        pending = roots.reversed()
    }

    /// Waits for complete files.
    ///
    /// A file may be returned again after a change or a new scan.
    /// - Returns: some thousand at most, sorted by path; nil when there are no more, or after `stop` was raised.
    /// - Throws: ``WatchError`` when the watch cannot continue.
    func next() throws(WatchError) -> [WatchedFile]? {
        while !stop.isRaised {
            try takeEvents()
            let now = ContinuousClock.now
            try takeSettled(at: now)
            if let rescanAt, rescanAt <= now { lookAgain() }
            try lookThrough()
            if !complete.isEmpty { return takeComplete() }
            if isLooking { continue }
            guard events != nil else { return nil }
            wait()
        }
        return nil
    }

    /// The number of known files that are not complete.
    var unsettledCount: Int { settling.count }

    /// Reports an unreadable file or directory once.
    func complain(_ text: String, of path: String) {
        if complaints.note(path) { onUnreadable(text) }
    }

    private func takeComplete() -> [WatchedFile] {
        defer { complete = [:] }
        return complete.map { WatchedFile(path: $0.key, state: $0.value) }.sorted { $0.path < $1.path }
    }

    private func takeSettled(at now: ContinuousClock.Instant) throws(WatchError) {
        var isSomethingGone = false
        let settled = settling.takeComplete(at: now) { path in
            if case .file(let state) = FileLook(path) { return state }
            isSomethingGone = true
            return nil
        }
        complete.merge(settled) { $1 }
        if isSomethingGone { try requireRoots() }
        if settling.hasOverflowed, rescanAt == nil { rescanAt = now + max(settling.pause, .seconds(1)) }
    }

    private func wait() {
        let next = [settling.nextDue, rescanAt].compactMap { $0 }.min()
        events?.wait(for: next.map { max(.zero, $0 - .now) }, or: stop)
    }
}
