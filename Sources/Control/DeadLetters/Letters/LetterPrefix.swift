/// The first digits of a letter's id, at least four.
package struct LetterPrefix: Sendable, Hashable {
    package let digits: String

    /// Parses hex digits in either case; nil for fewer than four, or other characters.
    package init?(_ text: String) {
        let lowered = text.lowercased()
        guard (4...16).contains(lowered.utf8.count), lowered.utf8.allSatisfy({ "0123456789abcdef".utf8.contains($0) })
        else { return nil }
        digits = lowered
    }

    func matches(_ id: LetterID) -> Bool { id.description.hasPrefix(digits) }
}

/// Resolves prefixes during a visit of all letters.
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
    /// - Throws: when a prefix matches no letter, or several.
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
