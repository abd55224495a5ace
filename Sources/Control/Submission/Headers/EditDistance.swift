/// The number of letters to insert, delete, replace or swap with their neighbours to make one text of another.
enum EditDistance {
    /// The distance of two texts; nil when it is more than `limit`.
    static func between(_ one: String, _ other: String, atMost limit: Int) -> Int? {
        let (one, other) = (Array(one.unicodeScalars), Array(other.unicodeScalars))
        guard abs(one.count - other.count) <= limit else { return nil }
        // The rows of the prefix before the last, of the last and of the current prefix of `one`.
        var earlier: [Int] = []
        var last = Array(0...other.count)
        for (row, letter) in one.enumerated() {
            var current = [row + 1]
            for (column, wanted) in other.enumerated() {
                var least = min(last[column + 1] + 1, current[column] + 1, last[column] + (letter == wanted ? 0 : 1))
                if row > 0, column > 0, letter == other[column - 1], one[row - 1] == wanted {
                    least = min(least, earlier[column - 1] + 1)
                }
                current.append(least)
            }
            (earlier, last) = (last, current)
        }
        return last[other.count] <= limit ? last[other.count] : nil
    }

    /// The names that are nearest to one, at most three; none if no name is near.
    static func nearest(to name: String, among names: [String]) -> [String] {
        let wanted = KnownNames.plain(name)
        let near = names.compactMap { name in
            between(KnownNames.plain(name), wanted, atMost: max(2, wanted.count / 3)).map { (name, $0) }
        }
        return near.sorted { $0.1 < $1.1 }.prefix(3).map(\.0)
    }
}
