/// The watched directories, by their inotify numbers.
struct WatchedTree {
    private var paths: [WatchNumber: String] = [:]
    private var numbers: [String: WatchNumber] = [:]

    var count: Int { paths.count }

    func path(of number: WatchNumber) -> String? { paths[number] }

    func contains(_ path: String) -> Bool { numbers[path] != nil }

    /// - Returns: false when the directory is already watched under another path, which stays.
    mutating func add(_ number: WatchNumber, _ path: String) -> Bool {
        if let known = paths[number] { return known == path }
        // A directory replaced another one before inotify reported the end of that one.
        if let earlier = numbers[path] { paths[earlier] = nil }
        paths[number] = path
        numbers[path] = number
        return true
    }

    mutating func remove(_ number: WatchNumber) {
        guard let path = paths.removeValue(forKey: number) else { return }
        numbers[path] = nil
    }

    /// Removes a directory and all below it.
    ///
    /// - Returns: their numbers.
    mutating func removeAll(at directory: String) -> [WatchNumber] {
        let below = numbers.filter { $0.key == directory || $0.key.hasPrefix(directory + "/") }
        for (path, number) in below {
            numbers[path] = nil
            paths[number] = nil
        }
        return Array(below.values)
    }
}
