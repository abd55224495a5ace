import DisplayText

/// Names of one column of a table, which a reader has to tell apart.
extension Format {
    /// Truncates texts to `limit` columns so that texts which differ also differ when truncated, as far as `limit` allows.
    ///
    /// A text that is too long loses its middle. Where that makes several look the same, they lose what they share
    /// instead, and keep the part in which they differ.
    package static func distinct(_ texts: [String], _ limit: Int) -> [String] {
        var shown = Dictionary(texts.map { ($0, middle($0, limit)) }) { first, _ in first }
        for alike in groups(of: shown) {
            for (text, short) in zip(alike, apart(alike, limit)) { shown[text] = short }
        }
        return texts.map { shown[$0] ?? $0 }
    }

    /// The texts that are shown alike, in groups of at least two.
    private static func groups(of shown: [String: String]) -> [[String]] {
        Dictionary(grouping: shown.keys) { shown[$0] ?? $0 }.values.filter { $0.count > 1 }.map { $0.sorted() }
    }

    /// Truncates different texts so that their differences stay visible.
    private static func apart(_ texts: [String], _ limit: Int) -> [String] {
        let texts = texts.map { Array($0) }
        let shortest = texts.map(\.count).min() ?? 0
        let start = shared(texts, atMost: shortest) { $0[$1] }
        let end = shared(texts, atMost: shortest - start) { $0[$0.count - 1 - $1] }
        let differences = texts.map { String($0[start..<$0.count - end]) }
        let widest = differences.map { width($0) }.max() ?? 0
        guard widest + 2 <= limit, let first = texts.first else {
            return windows(texts.map { String($0[start...]) }, limit)
        }
        let before = String(first[..<start])
        let after = String(first[(first.count - end)...])
        let room = limit - 2 - widest
        let tail = last(after, room / 2 + 1)
        let head = self.head(before, room - width(tail) + 2)
        return differences.map { head + $0 + tail }
    }

    /// The texts from where they differ; those that still look alike, from where those differ.
    private static func windows(_ texts: [String], _ limit: Int) -> [String] {
        guard limit > 2 else { return texts.map { middle($0, limit) } }
        var shown = Dictionary(texts.map { ($0, "…" + head($0, limit - 1)) }) { first, _ in first }
        for alike in groups(of: shown) where alike.count < Set(texts).count {
            for (text, short) in zip(alike, apart(alike, limit)) { shown[text] = short }
        }
        return texts.map { shown[$0] ?? $0 }
    }

    /// The number of characters that all texts share, counted from one end.
    private static func shared(
        _ texts: [[Character]], atMost limit: Int, _ character: ([Character], Int) -> Character
    ) -> Int {
        guard let first = texts.first else { return 0 }
        var count = 0
        while count < limit, texts.allSatisfy({ character($0, count) == character(first, count) }) { count += 1 }
        return count
    }

    /// The end of a text, at most `limit` columns wide.
    private static func last(_ text: String, _ limit: Int) -> String {
        guard width(text) > limit else { return text }
        return String(head(String(text.reversed()), limit).reversed())
    }
}
