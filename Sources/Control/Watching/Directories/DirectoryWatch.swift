import Blocking
import Submission

/// Finds the files below some directories that are complete: those that are there, and those that come.
///
/// Holds a number and a path for each directory, an entry for each file that is settling, and at most some thousand
/// complete files. What happens while nobody asks waits in the kernel; when that is too much, the directories are looked
/// through again. Calls block a thread of its own.
actor DirectoryWatch {
    private let executor = QueueExecutor(label: "directory watch")
    let roots: [String]
    let names: SourceNames
    private let stop: StopPipe
    private let onUnreadable: @Sendable (String) -> Void
    /// Nil to look once.
    var events: FileEvents?
    var tree = WatchedTree()
    var settling: SettlingFiles
    /// The directories that are to be looked through.
    var pending: [String]
    /// The one that is being looked through.
    var listing: DirectoryListing?
    var complete: [String: FileState] = [:]
    var rescanAt: ContinuousClock.Instant?
    var complaints = OnceSaid()
    static let batchSize = 2000

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - roots: absolute paths, none below another.
    ///   - pause: how long a file has to stay as it is.
    ///   - stop: ends the waiting.
    ///   - follows: whether to wait for more when everything that is there has been found.
    ///   - onUnreadable: called once for each file and directory that cannot be read, with what is wrong.
    /// - Throws: ``WatchError``: a root is no directory, or nothing can be watched.
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

    /// Waits for files that are complete.
    ///
    /// A file may come again: because it has changed, or only because the directories are looked through again.
    /// - Returns: some thousand at most, by path; nil when there are no more, or after `stop` was raised.
    /// - Throws: ``WatchError``: nothing more can be found.
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

    /// How many files have been seen that are not complete.
    var unsettledCount: Int { settling.count }

    /// Reports a file or directory that cannot be read, once.
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
