/// The beginning of a letter's id: its first digits, at least four.
package struct LetterPrefix: Sendable, Hashable {
    package let digits: String

    /// Takes hex digits in either case; nil when there are fewer than four, or others.
    package init?(_ text: String) {
        let lowered = text.lowercased()
        guard (4...16).contains(lowered.utf8.count), lowered.utf8.allSatisfy({ "0123456789abcdef".utf8.contains($0) })
        else { return nil }
        digits = lowered
    }

    func matches(_ id: LetterID) -> Bool { id.description.hasPrefix(digits) }
}

/// Finds the letters that prefixes stand for, while all letters pass by.
struct LetterSearch {
    private var found: [(prefix: LetterPrefix, ids: Set<LetterID>)]

    init(_ prefixes: [LetterPrefix]) {
        found = prefixes.map { ($0, []) }
    }

    mutating func note(_ id: LetterID) {
        for index in found.indices where found[index].ids.count < 10 && found[index].prefix.matches(id) {
            found[index].ids.insert(id)
        }
    }

    /// The ids.
    ///
    /// - Throws: when one is of no letter, or the beginning of several letters' ids.
    func ids() throws(LetterError) -> Set<LetterID> {
        var ids: Set<LetterID> = []
        for (prefix, matches) in found {
            guard let id = matches.first else {
                throw .notFound(prefix.digits)
            }
            guard matches.count == 1 else {
                throw .ambiguous(prefix.digits, matches.sorted())
            }
            ids.insert(id)
        }
        return ids
    }
}
