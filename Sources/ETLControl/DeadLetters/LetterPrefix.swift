import ArgumentParser

/// What an operator types for a letter's id: its first digits, at least four.
struct LetterPrefix: Sendable, Hashable, ExpressibleByArgument {
    let digits: String

    init?(argument: String) {
        let digits = argument.lowercased()
        guard (4...16).contains(digits.utf8.count), digits.utf8.allSatisfy({ "0123456789abcdef".utf8.contains($0) })
        else { return nil }
        self.digits = digits
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
    func ids() throws(CommandFailure) -> Set<LetterID> {
        var ids: Set<LetterID> = []
        for (prefix, matches) in found {
            guard let id = matches.first else {
                throw CommandFailure(
                    "there is no dead letter \(prefix.digits); `\(Executable.invocation) dead-letters list` names them")
            }
            guard matches.count == 1 else {
                let names = matches.sorted().map(\.description).joined(separator: ", ")
                throw CommandFailure("\(prefix.digits) is the beginning of several ids (\(names)): give more digits")
            }
            ids.insert(id)
        }
        return ids
    }
}
