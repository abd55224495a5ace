/// The files that may not be complete yet, and when to look at each again.
///
/// Knows no clock and no file system: both are told to it.
struct SettlingFiles {
    typealias Instant = ContinuousClock.Instant

    /// How long a file has to stay as it is.
    let pause: Duration
    /// How many files are kept in mind; the others have to be found again by looking through the directories.
    let limit: Int

    private enum Phase {
        /// Made, and nobody has been seen to open it: it may have been linked.
        case made
        /// Made by somebody who still has it open, and how long is unknown.
        case open
        /// Nobody is known to have it open.
        case quiet
    }

    private struct Entry {
        var phase: Phase
        var state: FileState
        /// When it is complete if nothing changes until then.
        var due: Instant
    }

    private var entries: [String: Entry] = [:]
    /// No entry is due before this; nil when there is none that will be.
    private(set) var nextDue: Instant?
    /// Whether there was no room for a file since this was last set to false.
    var hasOverflowed = false

    init(pause: Duration, limit: Int = 50_000) {
        self.pause = pause
        self.limit = limit
    }

    var count: Int { entries.count }

    func contains(_ path: String) -> Bool { entries[path] != nil }

    /// Takes note of a change.
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
            // A new file that was opened for reading only: it was linked, and not made by whoever has it open.
            if phase == .open { keep(path, Entry(phase: .quiet, state: state, due: now + pause)) }
        case .touched:
            if phase == nil || phase == .quiet { keep(path, Entry(phase: .quiet, state: state, due: now + pause)) }
        case .gone:
            forget(path)
        }
        return false
    }

    /// Takes note of a file that was found in a directory, and last written so long ago.
    ///
    /// - Returns: whether the file is complete.
    mutating func found(_ path: String, _ state: FileState, age: Duration, at now: Instant) -> Bool {
        guard entries[path] == nil else { return false }
        if age >= pause { return true }
        // A time in the future tells nothing.
        keep(path, Entry(phase: .quiet, state: state, due: now + pause - max(.zero, age)))
        return false
    }

    /// Takes out the files that have become complete. One that has changed meanwhile starts anew; one that is gone goes.
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
        // Going through all of them for each would take long where many become complete one after the other.
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
