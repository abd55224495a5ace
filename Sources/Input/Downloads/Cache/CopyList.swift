/// The copies of a cache, in the order of their last use.
struct CopyList {
    /// Bounds the open files.
    private static let mostCopies = 64

    private struct Entry {
        let name: String
        var copy: DownloadCopy
        var lastUse = ContinuousClock.now
    }

    private var entries: [Entry] = []

    var isEmpty: Bool { entries.isEmpty }

    /// The copy of a link, of any version; it becomes the last used one.
    mutating func use(_ name: String) -> DownloadCopy? {
        guard let index = entries.firstIndex(where: { $0.name == name }) else { return nil }
        var entry = entries.remove(at: index)
        entry.lastUse = .now
        entries.append(entry)
        return entry.copy
    }

    mutating func add(_ copy: DownloadCopy, of name: String) {
        entries.append(Entry(name: name, copy: copy))
    }

    mutating func remove(_ copy: DownloadCopy) {
        entries.removeAll { $0.copy === copy }
    }

    /// Removes the copy of a link, unless it is open.
    mutating func removeUnused(_ name: String) {
        removeUnused { $0.name == name }
    }

    /// Removes the copies that are not open, and were not opened since a moment.
    mutating func removeUnused(since moment: ContinuousClock.Instant) {
        removeUnused { $0.lastUse <= moment }
    }

    private mutating func removeUnused(where isOld: (Entry) -> Bool) {
        for index in entries.indices.reversed() where isOld(entries[index]) {
            if isKnownUniquelyReferenced(&entries[index].copy) { entries.remove(at: index) }
        }
    }

    /// Removes the copy of a link, and the least recently used ones, until the rest leaves room for another copy.
    ///
    /// - Returns: false if the open copies leave no room; all copies remain then.
    mutating func makeRoom(for size: UInt64, of name: String, within bytes: UInt64) -> Bool {
        var removed: Set<Int> = []
        var taken = entries.reduce(0) { $0 + $1.copy.version.size }
        for index in entries.indices {
            let isReplaced = entries[index].name == name
            let isFull = taken + size > bytes || entries.count - removed.count >= Self.mostCopies
            guard isReplaced || isFull else { continue }
            if isKnownUniquelyReferenced(&entries[index].copy) {
                removed.insert(index)
                taken -= entries[index].copy.version.size
            } else if isReplaced {
                return false
            }
        }
        guard taken + size <= bytes, entries.count - removed.count < Self.mostCopies else { return false }
        entries = entries.indices.filter { !removed.contains($0) }.map { entries[$0] }
        return true
    }
}
