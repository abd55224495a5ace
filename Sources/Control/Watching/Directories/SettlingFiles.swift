/// The files that may not be complete yet, with the time to check each again.
///
/// Uses no clock and no file system: the caller passes times and states.
struct SettlingFiles {
    typealias Instant = ContinuousClock.Instant

    /// The time without a change after which a file is complete.
    let pause: Duration
    /// The maximum number of files; a new scan of the directories finds the others.
    let limit: Int

    private enum Phase {
        /// Created without an open: it may be a link.
        case made
        /// Created by a process that still has it open.
        case open
        /// Not known to be open.
        case quiet
    }

    private struct Entry {
        var phase: Phase
        var state: FileState
        /// The time when it is complete if it does not change.
        var due: Instant
    }

    private var entries: [String: Entry] = [:]
    /// No entry is due before this; nil when none is due.
    private(set) var nextDue: Instant?
    /// Whether a file was dropped since this was last set to false.
    var hasOverflowed = false

    init(pause: Duration, limit: Int = 50_000) {
        self.pause = pause
        self.limit = limit
    }

    var count: Int { entries.count }

    func contains(_ path: String) -> Bool { entries[path] != nil }

    /// Records a change.
    ///
    /// - Returns: whether the file is complete.
    mutating func note(_ change: FileChange, of path: String, _ state: FileState, at now: Instant) -> Bool {
        let phase = entries[path]?.phase
        switch change {
        case .movedIn:
            forget(path)
            return true
        case .created:
            keep(path, Entry(phase: .made, state: state, due: now + pause))
        case .opened:
            if phase == .made { entries[path]?.phase = .open }
        case .written:
            keep(path, Entry(phase: .quiet, state: state, due: now + pause))
        case .closed:
            // A new file opened only for reading: a link, not created by the process that opened it.
            if phase == .open { keep(path, Entry(phase: .quiet, state: state, due: now + pause)) }
        case .touched:
            if phase == nil || phase == .quiet { keep(path, Entry(phase: .quiet, state: state, due: now + pause)) }
        case .gone:
            forget(path)
        }
        return false
    }

    /// Records a file found in a scan, with the time since its last write.
    ///
    /// - Returns: whether the file is complete.
    mutating func found(_ path: String, _ state: FileState, age: Duration, at now: Instant) -> Bool {
        guard entries[path] == nil else { return false }
        if age >= pause { return true }
        // A time in the future is no information.
        keep(path, Entry(phase: .quiet, state: state, due: now + pause - max(.zero, age)))
        return false
    }

    /// Removes and returns the complete files. A changed file starts over; a missing one is dropped.
    mutating func takeComplete(at now: Instant, _ look: (String) -> FileState?) -> [String: FileState] {
        guard let nextDue, nextDue <= now else { return [:] }
        var complete: [String: FileState] = [:]
        for (path, entry) in entries.filter({ $0.value.phase != .open && $0.value.due <= now }) {
            let state = look(path)
            if let state, state != entry.state {
                entries[path] = Entry(phase: entry.phase, state: state, due: now + pause)
            } else {
                entries[path] = nil
                complete[path] = state
            }
        }
        // Scanning all entries for each would be slow when many become complete one by one.
        let earliest = entries.values.lazy.filter { $0.phase != .open }.map(\.due).min()
        self.nextDue = earliest.map { max($0, now + pause / 50) }
        return complete
    }

    mutating func forget(_ path: String) {
        entries[path] = nil
        if entries.isEmpty { nextDue = nil }
    }

    /// Forgets the files of a directory and of those below it.
    mutating func forgetAll(below directory: String) {
        entries = entries.filter { !$0.key.hasPrefix(directory + "/") }
        if entries.isEmpty { nextDue = nil }
    }

    mutating func forgetAll() {
        entries = [:]
        nextDue = nil
        hasOverflowed = false
    }

    private mutating func keep(_ path: String, _ entry: Entry) {
        guard entries[path] != nil || entries.count < limit else {
            hasOverflowed = true
            return
        }
        entries[path] = entry
        nextDue = min(nextDue ?? entry.due, entry.due)
    }
}
